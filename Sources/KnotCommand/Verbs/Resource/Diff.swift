import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel
import KnotPlan

/// `knot diff`: what an apply would do. Exits with 1 when there are differences, and only then.
struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what an apply would change.",
        discussion: "Exits with 0 when there are no differences, with 1 when there are; never with 1 for anything else."
    )

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup(title: "Pruning") var pruning: PruneOptions
    @Flag(help: "As apply --force would: also what another owner wrote.") var force = false
    @Option(name: .shortAndLong, help: "json, yaml or name") var output: ChangeForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let set = try manifests.load(console, isPruning: pruning.prune)
        let query = ApplyQuery(
            dryRun: true, source: pruning.source, prune: pruning.prune, pruneLimit: pruning.limit, force: force)
        let changes = try await connection.withClient { client in
            try await set.explaining(console) { try await client.apply(yaml: set.stream, query).changes }
        }
        let text = DiffText(changes)
        switch output {
        case .json?: console.print(try JSONText.of(ChangesDocument(changes: text.changes)))
        case .yaml?: console.print(try YAMLText.of(ChangesDocument(changes: text.changes)))
        case .name?: console.print(text.changes.map { "\($0.key)\n" }.joined())
        case nil: console.print(text.text(on: console.output))
        }
        if !text.isEmpty { throw ExitStatus.different }
    }
}
