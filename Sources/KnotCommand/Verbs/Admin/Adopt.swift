import ArgumentParser
import KnotAPI
import KnotModel
import KnotPlan

/// `knot admin adopt`: goes on with what another database left in the engines.
struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take over containers and volumes that an earlier database of this server made.",
        discussion: """
            Without names, or without --yes, shows what there is. Apply the manifests first: a container is taken over by \
            the resource that its labels name. It runs on, and has this server's labels after its next restart. What another \
            server still manages must not be taken over.
            """)

    @Argument(help: "KIND/NAME…, as the list shows them.") var resources: [String] = []
    @Flag(help: "Everything that can be taken over.") var all = false
    @Option(help: ArgumentHelp("Only what this cluster id made.", valueName: "cluster")) var from: String?
    @Flag(help: "Do it; without it what would happen is only shown.") var yes = false
    @Option(name: .shortAndLong, help: "json") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let keys = try resources.map { text throws in
            guard let key = ResourceKey(text) else {
                throw CommandFailure(.usage, "'\(text)' is no resource", hint: "write it as in space/alice/web")
            }
            return key
        }
        if yes, keys.isEmpty, !all {
            throw CommandFailure(.usage, "nothing was named", hint: "name resources, or all of them with --all")
        }
        let (from, all, yes, output) = (from, all, yes, output)
        try await connection.withClient { client in
            let list = try await client.adoptions()
            let items = list.items.filter { from == nil || $0.cluster == from }
            if !list.unlisted.isEmpty {
                let names = list.unlisted.map(\.rawValue).joined(separator: " and ")
                let verb = list.unlisted.count == 1 ? "does" : "do"
                console.note("\(names) \(verb) not answer: what is there is not listed")
            }
            // A name without its user is whoever's there is.
            func isMeant(_ key: ResourceKey, _ item: AdoptionList.Item) -> Bool {
                item.key == key || (key.owner.isEmpty && item.key.kind == key.kind && item.key.name == key.name)
            }
            let chosen = keys.isEmpty ? items : items.filter { item in keys.contains { isMeant($0, item) } }
            for key in keys where !chosen.contains(where: { isMeant(key, $0) }) {
                throw CommandFailure(
                    .missing, "no engine that answers has anything of \(key) to take over",
                    hint: "`knot admin adopt` lists what there is")
            }
            guard yes else {
                let shown = AdoptionList(items: chosen, unlisted: list.unlisted)
                if output == .json { return console.print(try JSONText.of(shown)) }
                return Self.show(chosen, console)
            }
            let wanted = all ? chosen.filter { $0.failure == nil } : chosen
            guard !wanted.isEmpty else { return console.note("There is nothing to take over.") }
            let request = AdoptionRequest(
                items: wanted.map { .init(key: $0.key, cluster: $0.cluster, engine: $0.engine) })
            let document = try await client.adopt(request)
            console.print(document.changes.map { "\($0.key) taken over\n" }.joined())
        }
    }

    private static func show(_ items: [AdoptionList.Item], _ console: Console) {
        guard !items.isEmpty else { return console.note("There is nothing to take over.") }
        let rows: [[Table.Cell]] = items.map { item in
            [
                Table.Cell(item.key.description), Table.Cell(item.engine.rawValue), Table.Cell(item.cluster),
                Table.Cell(item.container ?? "-"), Table.Cell(item.state ?? "-"), "\(item.volumes.count)",
                item.failure.map { Table.Cell($0.message, .bad) } ?? Table.Cell("can be taken over", .good),
            ]
        }
        console.print(
            Table(["RESOURCE", "ENGINE", "CLUSTER", "CONTAINER", "STATE", "VOLUMES", "VERDICT"], rows: rows)
                .text(on: console.output))
        let count = items.count { $0.failure == nil }
        if count > 0 { console.note("  hint: `knot admin adopt NAME… --yes` takes over those that are named") }
    }
}
