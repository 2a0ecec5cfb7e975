import ArgumentParser
import KnotServer

/// `knot scaffold`: files to begin with.
struct ScaffoldVerb: ParsableCommand {
    enum Form: String, EnumerableFlag {
        case server, client, agent, nomad

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .server: "A knot.toml for a server, with a fresh key."
            case .client: "A client.toml with a connection."
            case .agent: "A knot.toml for the agent in a space."
            case .nomad: "A Nomad job that runs a server."
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "scaffold",
        abstract: "Print a configuration file to begin with.",
        discussion: "For example: knot scaffold --server > knot.toml")

    @Flag var form: Form

    func run() throws {
        let text =
            switch form {
            case .server: Scaffold.server(encrypt: try GenerateKey.key())
            case .client: Scaffold.client
            case .agent: Scaffold.agent
            case .nomad: Scaffold.nomad
            }
        Console().print(text)
    }
}
