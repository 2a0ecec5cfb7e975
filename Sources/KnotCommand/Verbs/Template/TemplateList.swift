import ArgumentParser
import KnotAPI
import KnotModel

struct TemplateList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the templates.")

    @Option(name: .shortAndLong, help: "wide, json, yaml or name") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        try await connection.withClient { client in
            let view = ResourceView(client: client, console: console, form: output)
            try await view.show(.template, try await client.list(.template))
        }
    }
}
