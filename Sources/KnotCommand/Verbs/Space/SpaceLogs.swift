import ArgumentParser
import KnotAPI
import KnotModel

struct SpaceLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logs", abstract: "Show what a space printed.")

    @OptionGroup var argument: SpaceArgument
    @Flag(name: .shortAndLong, help: "Go on as it prints more.") var follow = false
    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Only the last lines.", valueName: "n")) var tail: Int?
    @Flag(name: .shortAndLong, help: "Begin each line with its time.") var timestamps = false
    @Option(help: ArgumentHelp("What its startup or shutdown script wrote when it ran last.", valueName: "hook"))
    var hook: Hook?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let key = try argument.key()
        guard tail ?? 0 >= 0 else { throw CommandFailure(.usage, "--tail takes a number of lines") }
        guard hook == nil || !(follow || timestamps) else {
            throw CommandFailure(
                .usage, "--hook goes with --tail only: what a script wrote has no times, and is shown as it is")
        }
        try await connection.withClient { client in
            let query = LogQuery(follow: follow, tail: tail, timestamps: timestamps, hook: hook)
            for try await frame in try await client.logs(key, query) {
                switch frame.topic {
                case .output: Console.write(frame.payload, to: 1)
                case .errorOutput: Console.write(frame.payload, to: 2)
                default: continue
                }
            }
        }
    }
}

extension Hook: ExpressibleByArgument {}
