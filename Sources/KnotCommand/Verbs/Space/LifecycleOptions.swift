import ArgumentParser
import KnotAPI
import KnotModel
import KnotPlan

/// What start, stop and restart have in common.
struct LifecycleOptions: ParsableArguments {
    @Argument(help: "The spaces' names; USER/NAME for another user's.") var spaces: [String]
    @Flag(inversion: .prefixedNo, help: "Wait until it has come about.") var wait = true
    @Option(help: ArgumentHelp("How long to wait, such as 30s or 5m.", valueName: "time")) var timeout = "60s"
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    init() {}

    /// Asks for it and, unless told otherwise, waits until it has come about.
    func run(_ verb: LifecycleVerb, done: String) async throws {
        let console = Console()
        let span = try SpanArgument.parse(timeout, for: "--timeout")
        var keys: [ResourceKey] = []
        for name in spaces { keys.append(try ResourceArgument.key(.space, name)) }
        guard !keys.isEmpty else {
            throw CommandFailure(.usage, "name a space", hint: "knot space \(verb.rawValue) web")
        }
        try await connection.withClient { client in
            var changes: [ResourceChange] = []
            for key in verb == .stop ? try await StopOrder.sorted(keys, client) : keys {
                changes += try await client.lifecycle(verb, key).changes
            }
            if wait {
                try await WaitReport(client: client, console: console).wait(
                    for: WaitGoals.afterApply(changes), timeout: span)
            }
            for key in changes.map(\.key) {
                guard wait else {
                    console.print("\(key) will be \(done)")
                    continue
                }
                let item = verb == .stop ? nil : try await client.resourceIfPresent(key)
                console.print(LifecycleText.line(key, verb, done: done, item))
            }
        }
    }
}
