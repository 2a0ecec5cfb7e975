import ArgumentParser
import KnotManifest

/// `knot explain`: what a field is for.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain a kind or a field of manifests.",
        discussion: "For example: knot explain template   knot explain template.container.ports")

    @Argument(help: "KIND or KIND.FIELD…") var path: String

    func run() throws {
        guard let text = Schema.explain(path) else { throw CommandFailure(.missing, Schema.explainProblem(path)) }
        Console().print(text)
    }
}
