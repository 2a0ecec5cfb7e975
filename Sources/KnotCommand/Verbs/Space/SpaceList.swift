import ArgumentParser
import KnotAPI
import KnotModel

struct SpaceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List spaces.")

    @Option(help: ArgumentHelp("Only this user's.", valueName: "user")) var user: String?
    @Flag(name: .customLong("all-zones"), help: .hidden) var allZones = false
    @Option(name: .shortAndLong, help: "wide, json, yaml or name") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        try await connection.withClient { client in
            let list = try await client.list(.space, ListFilter(user: user))
            if list.items.isEmpty, output == nil {
                return console.note("There are no spaces. Make one: knot space create web --template NAME")
            }
            try await ResourceView(client: client, console: console, form: output).show(.space, list)
        }
    }
}
