import ArgumentParser
import KnotAPI
import KnotModel

/// `knot events`: what happened.
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what happened, the latest last.")

    @Option(name: .customLong("for"), help: ArgumentHelp("Only about this resource.", valueName: "kind/name"))
    var subject: String?
    @Flag(name: .shortAndLong, help: "Go on and print every event.") var watch = false
    @Option(name: .shortAndLong, help: "json or yaml") var output: DataForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let named = try subject.map { try ResourceArgument.key($0) }
        try await connection.withClient { client in
            let key = try await client.withOwner(named)
            let events = try await client.events(for: key)
            var table = EventTable.table(events, now: WallClock.now())
            if let output {
                let list = EventList(items: events)
                console.print(output == .json ? try JSONText.of(list) : try YAMLText.of(list))
            } else if events.isEmpty, !watch {
                console.note(key.map { "Nothing is known to have happened to \($0)." } ?? "Nothing has happened yet.")
            } else {
                console.print(table.text(on: console.output))
                table.freeze()
            }
            guard watch else { return }
            var seen = Set(events)
            for try await event in try await client.watchEvents(for: key) where seen.insert(event).inserted {
                if seen.count > 10_000 { seen = [event] }
                switch output {
                case .json?: console.print(String(decoding: try APICoding.encode(event), as: UTF8.self))
                case .yaml?: console.print("---\n" + (try YAMLText.of(event)))
                case nil:
                    let row = EventTable.row(event, now: WallClock.now())
                    console.print(table.text(ofLaterRow: row, on: console.output))
                }
            }
            throw CommandFailure(.unreachable, "the server ended the watch", hint: "run the command again to go on")
        }
    }
}

extension KnotClient {
    /// The key with the caller as its owner where it names none.
    func withOwner(_ key: ResourceKey?) async throws -> ResourceKey? {
        guard let key, key.kind.isOwned, key.owner.isEmpty else { return key }
        return ResourceKey(key.kind, owner: try await version().user ?? "", name: key.name)
    }
}
