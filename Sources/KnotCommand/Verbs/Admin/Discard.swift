import ArgumentParser
import KnotAPI
import KnotModel

/// `knot admin discard`: gives up on records that cannot be read.
struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Set records aside that cannot be read, so that their names are free.",
        discussion: """
            What was stored is kept in the database. Containers of such a resource stay: apply its manifest again, then \
            take them over with: knot admin adopt
            """)

    @Argument(help: "Names as the list shows them; without any, the list.") var names: [String] = []
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let names = names
        guard names.isEmpty else {
            _ = try await connection.withClient { try await $0.discard(names) }
            return console.print(names.map { "\($0) set aside\n" }.joined())
        }
        let document = try await connection.withClient { try await $0.database() }
        guard !document.unreadable.isEmpty else { return console.note("Every record can be read.") }
        let rows: [[Table.Cell]] = document.unreadable.map {
            [Table.Cell($0.name), Table.Cell($0.failure.cause ?? $0.failure.message)]
        }
        console.print(Table(["RECORD", "WHY"], rows: rows).text(on: console.output))
    }
}
