import ArgumentParser
import KnotAPI
import KnotModel

/// `knot space outdated`: the spaces that a restart would change.
struct SpaceOutdated: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outdated", abstract: "List spaces that are behind their template or image.",
        discussion: """
            BEHIND says what a space is behind: its template, its image (the engine has another one of that name by now),
            or both. Registries are not asked. 'knot space restart' applies what is listed.
            """)

    @Option(help: ArgumentHelp("Only this user's.", valueName: "user")) var user: String?
    @Option(name: .shortAndLong, help: "wide, json, yaml or name") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        try await connection.withClient { client in
            let items = OutdatedTable.outdated(try await client.list(.space, ListFilter(user: user)).items)
            if output != nil {
                let view = ResourceView(client: client, console: console, form: output)
                return try await view.show(items, isSingle: false)
            }
            guard !items.isEmpty else {
                return console.note("Every space runs what its template says, and the image that its engine has.")
            }
            console.print(OutdatedTable.table(items).text(on: console.output))
        }
    }
}
