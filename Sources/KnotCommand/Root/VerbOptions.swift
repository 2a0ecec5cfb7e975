import ArgumentParser
import KnotModel

/// `--wait` and `--timeout`, for verbs that need not wait.
struct WaitOptions: ParsableArguments {
    @Flag(help: "Wait until it has come about.")
    var wait = false

    @Option(help: ArgumentHelp("How long to wait, such as 30s or 5m.", valueName: "time"))
    var timeout = "2m"

    init() {}

    func span() throws -> Span { try SpanArgument.parse(timeout, for: "--timeout") }
}
