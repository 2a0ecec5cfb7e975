import ArgumentParser
import KnotAPI
import KnotModel

/// `knot why`: the chain from what was asked for to what runs.
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say why a resource is as it is.")

    @Argument(help: "KIND/NAME") var what: [String]
    @Option(name: .shortAndLong, help: "json or yaml") var output: DataForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let key = try ResourceArgument.key(what)
        let explanation = try await connection.withClient { try await $0.why(key) }
        if let output {
            return console.print(output == .json ? try JSONText.of(explanation) : try YAMLText.of(explanation))
        }
        console.print(ExplanationText(explanation, now: WallClock.now()).text(on: console.output))
    }
}
