import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel
import KnotPlan

/// `knot apply`: makes the server want what the manifests say, all of it or nothing.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the server want what manifests say.",
        discussion: """
            Everything is checked before anything is written. A changed template never disturbs a space that runs: it \
            takes the change at its next restart.

            For example: knot apply -f Manifests/ -R   knot apply -f Manifests/ --prune --source platform --wait
            """)

    @OptionGroup var manifests: ManifestOptions
    @Flag(name: .customLong("dry-run"), help: "Say what would be done, and do nothing.") var dryRun = false
    @Flag(help: "Take over what another owner wrote.") var force = false
    @OptionGroup(title: "Pruning") var pruning: PruneOptions
    @OptionGroup(title: "Waiting") var waiting: WaitOptions
    @Option(name: .shortAndLong, help: "json, yaml or name") var output: ChangeForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let set = try manifests.load(console, isPruning: pruning.prune)
        let span = try waiting.span()
        let query = ApplyQuery(
            dryRun: dryRun, source: pruning.source, prune: pruning.prune, pruneLimit: pruning.limit, force: force)
        try await connection.withClient { client in
            let changes = try await set.explaining(console) {
                try await client.apply(yaml: set.stream, query).changes
            }
            try show(changes, set, console)
            guard waiting.wait, !dryRun else { return }
            try await WaitReport(client: client, console: console).wait(
                for: WaitGoals.afterApply(changes), timeout: span)
        }
    }

    private func show(_ changes: [ResourceChange], _ set: ManifestSet, _ console: Console) throws {
        switch output {
        case .json?: console.print(try JSONText.of(ChangesDocument(changes: changes)))
        case .yaml?: console.print(ManifestWriter.yaml(set.manifests))
        case .name?: console.print(changes.map { "\($0.key)\n" }.joined())
        case nil: console.print(ChangeText.lines(changes, isDryRun: dryRun, on: console.output))
        }
        let hint = ChangeText.hint(changes)
        if !hint.isEmpty { console.note(hint) }
    }
}
