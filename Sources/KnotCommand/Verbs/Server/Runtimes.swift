import ArgumentParser
import KnotAPI
import KnotModel

/// `knot runtimes`: which container runtimes the server has.
struct Runtimes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the server's container runtimes.")

    @OptionGroup(title: "Server") var connection: ConnectionOptions
    @Option(name: .shortAndLong, help: "json, yaml or name") var output: ChangeForm?

    func run() async throws {
        let console = Console()
        let list = try await connection.withClient { try await $0.runtimes() }
        switch output {
        case .json?: return console.print(try JSONText.of(list))
        case .yaml?: return console.print(try YAMLText.of(list))
        case .name?: return console.print(list.items.map { "\($0.kind.rawValue)\n" }.joined())
        case nil: break
        }
        let rows: [[Table.Cell]] = list.items.map { runtime in
            [
                Table.Cell(runtime.kind.rawValue),
                runtime.up ? Table.Cell("up", .good) : Table.Cell("down", .faint),
                Table.Cell(runtime.version ?? "-"),
                Table.Cell(runtime.failure?.description ?? ""),
            ]
        }
        console.print(
            Table(["RUNTIME", "STATE", "VERSION", "WHY"], rows: rows, optional: ["WHY"]).text(on: console.output))
    }
}
