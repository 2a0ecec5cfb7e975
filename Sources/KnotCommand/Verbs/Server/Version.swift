import ArgumentParser

/// `knot version`: this program's own version; `knot ping` shows the server's.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print this program's version.")

    func run() throws { Console().print("knot \(KnotVersion.text)") }
}
