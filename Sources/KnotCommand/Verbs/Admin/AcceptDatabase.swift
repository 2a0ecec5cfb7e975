import ArgumentParser
import KnotAPI
import KnotModel

/// `knot admin accept-database`: this database is the truth.
struct AcceptDatabase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept-database",
        abstract: "Say that a database that was set back, or lost writes, is right as it is.",
        discussion: """
            Shows what would be removed: containers of this server that the database does not know. With --yes they are \
            removed, and writes and the removal of volumes go on. What is to stay is taken over before, with: \
            knot admin adopt. An engine that does not answer cannot be shown, and has to be named when it is not used.
            """)

    @Flag(help: "Do it; without it what would happen is only shown.") var yes = false
    @Option(help: ArgumentHelp("An engine that need not answer, such as podman.", valueName: "engine"))
    var without: [EngineKind] = []
    @Option(name: .shortAndLong, help: "json") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let (accepts, without) = (yes, without)
        let document = try await connection.withClient { client in
            let before = try await client.database()
            if accepts { _ = try await client.acceptDatabase(without: without) }
            return before
        }
        if output == .json { return console.print(try JSONText.of(document)) }
        if document.failure == nil, document.setBackTo == nil, document.unknown.isEmpty {
            return console.print("The database is whole and knows all there is; there is nothing to accept.\n")
        }
        let going = document.unknown.filter { !$0.isUnreadable }
        if !going.isEmpty {
            let rows: [[Table.Cell]] = going.map {
                [
                    Table.Cell($0.key.description), Table.Cell($0.engine.rawValue), Table.Cell($0.container),
                    "\($0.state)",
                ]
            }
            console.print(Table(["RESOURCE", "ENGINE", "CONTAINER", "STATE"], rows: rows).text(on: console.output))
        }
        let unlisted = document.unlisted.filter { !without.contains($0) }
        if !unlisted.isEmpty {
            let names = unlisted.map(\.rawValue).joined(separator: " and ")
            console.note(
                "not shown is what \(names) \(unlisted.count == 1 ? "has, which does" : "have, which do") not answer: start it, "
                    + "or name it with --without when it is not used")
        }
        let count = "\(going.count) \(going.count == 1 ? "container" : "containers") that it does not know"
        guard yes else {
            return console.note(
                "would accept the database and remove \(count)\n"
                    + "  hint: keep what is to stay with `knot admin adopt`, then repeat with --yes")
        }
        console.print("The database was accepted; \(count) will be removed.\n")
    }
}

extension EngineKind: ExpressibleByArgument {}
