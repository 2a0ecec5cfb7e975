import ArgumentParser
import KnotModel

/// `knot wait`: until something has come about.
struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until resources are as they should be.",
        discussion: """
            --for takes condition=Ready, condition=Ready=False, phase=Running, created, deleted, settled or \
            update-pending; several must all hold. A resource that does not exist yet is waited for. Exits with 1 when \
            the time is over, with 7 when it failed for good.
            """)

    @Argument(help: "KIND/NAME…") var what: [String]
    @Option(
        name: .customLong("for"), parsing: .singleValue, help: ArgumentHelp("What to wait for.", valueName: "state"))
    var conditions: [String] = []
    @Option(help: ArgumentHelp("How long to wait, such as 30s or 5m.", valueName: "time")) var timeout = "1m"
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        guard case .resources(let keys) = try ResourceArgument.target(what) else {
            throw CommandFailure(.usage, "name what to wait for", hint: "for example space/web")
        }
        var goals: [WaitCondition] = []
        for text in conditions.isEmpty ? ["condition=Ready"] : conditions {
            goals.append(try WaitCondition(parsing: text))
        }
        let span = try SpanArgument.parse(timeout, for: "--timeout")
        try await connection.withClient { client in
            let list = Dictionary(keys.map { ($0, goals) }, uniquingKeysWith: { first, _ in first })
            try await WaitReport(client: client, console: console).wait(for: list, timeout: span)
        }
        let names = goals.map(\.description).joined(separator: ", ")
        for key in keys { console.print("\(key): \(names)") }
    }
}
