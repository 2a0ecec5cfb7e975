import ArgumentParser
import KnotModel

/// `knot wait`: until something has come about.
struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until resources are as they should be.",
        discussion: """
            --for takes condition=Ready, condition=Ready=False, phase=Running, created, deleted, settled or \
            update-pending; several must all hold. Without it spaces are waited for until they are ready, volumes \
            until they are settled, and everything else until it is there. A resource that does not exist yet is waited for. Exits with 1 when \
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
        if let token = keys.first(where: { $0.kind == .token }) {
            throw CommandFailure(
                .usage, "\(token) is there as soon as it is made", hint: "knot get tokens shows which there are")
        }
        var said: [WaitCondition] = []
        for text in conditions { said.append(try WaitCondition(parsing: text)) }
        let goals = Dictionary(
            keys.map { ($0, said.isEmpty ? [WaitCondition.usual(for: $0.kind)] : said) },
            uniquingKeysWith: { first, _ in first })
        let span = try SpanArgument.parse(timeout, for: "--timeout")
        try await connection.withClient { client in
            try await WaitReport(client: client, console: console).wait(for: goals, timeout: span)
        }
        for key in keys {
            console.print("\(key): \((goals[key] ?? []).map(\.description).joined(separator: ", "))")
        }
    }
}
