import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel
import KnotPlan

/// `knot delete`: resources by name, or those of manifests.
struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete resources by name, or those that manifests name.",
        discussion: """
            A space's volumes and their data go with it, unless --keep-volumes or the space's 'keep_volumes' keeps them. \
            Before spaces or volumes are deleted, a terminal is asked; --yes answers.

            For example: knot delete space/web   knot delete template old older   knot delete -f Manifests/ --yes
            """)

    @Argument(help: "KIND NAME… or KIND/NAME…") var what: [String] = []
    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var manner: DeleteManner
    @Flag(
        name: [.customLong("ignore-missing"), .customLong("ignore-not-found")], help: "What is not there is no error.")
    var ignoreMissing = false
    @OptionGroup(title: "Waiting") var waiting: WaitOptions
    @Option(name: .shortAndLong, help: "json, yaml or name") var output: ChangeForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let span = try waiting.span()
        let keys = try keys(console)
        let document = DeleteDocument(
            keys: keys.filter(\.kind.isManifest), keepVolumes: manner.keepVolumes, force: manner.force,
            ignoreMissing: ignoreMissing)
        guard manner.isConfirmed(keys, console) else { return }
        try await connection.withClient { client in
            for key in keys where key.kind == .token {
                try await client.deleteToken(key.name)
                console.print("\(key) deleted")
            }
            guard !document.keys.isEmpty else { return }
            let changes = try await client.delete(document).changes
            switch output {
            case .json?: console.print(try JSONText.of(ChangesDocument(changes: changes)))
            case .yaml?: console.print(try YAMLText.of(ChangesDocument(changes: changes)))
            case .name?: console.print(changes.map { "\($0.key)\n" }.joined())
            case nil: console.print(ChangeText.lines(changes, on: console.output))
            }
            let hint = ChangeText.hint(changes)
            if !hint.isEmpty { console.note(hint) }
            guard waiting.wait else { return }
            try await WaitReport(client: client, console: console).wait(
                for: WaitGoals.afterDelete(changes), timeout: span)
        }
    }

    private func keys(_ console: Console) throws -> [ResourceKey] {
        if !manifests.files.isEmpty {
            guard what.isEmpty else { throw CommandFailure(.usage, "name resources or files, not both") }
            let set = try manifests.load(console)
            // What refers to others goes before them.
            return set.manifests.map(\.key).sorted().reversed()
        }
        switch try ResourceArgument.target(what) {
        case .resources(let keys): return keys
        case .kind(let kind):
            throw CommandFailure(.usage, "which \(kind.rawValue)?", hint: "knot delete \(kind.rawValue) NAME")
        case .everything:
            throw CommandFailure(.usage, "everything at once is not deleted", hint: "name resources, or use -f FILE")
        }
    }
}
