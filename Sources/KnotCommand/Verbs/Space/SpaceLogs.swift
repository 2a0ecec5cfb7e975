import ArgumentParser
import KnotAPI
import KnotModel

struct SpaceLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logs", abstract: "Show what a space printed.")

    @OptionGroup var argument: SpaceArgument
    @Flag(name: .shortAndLong, help: "Go on as it prints more.") var follow = false
    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Only the last lines.", valueName: "n")) var tail: Int?
    @Flag(name: .shortAndLong, help: "Begin each line with its time.") var timestamps = false
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let key = try argument.key()
        guard tail ?? 0 >= 0 else { throw CommandFailure(.usage, "--tail takes a number of lines") }
        try await connection.withClient { client in
            let query = LogQuery(follow: follow, tail: tail, timestamps: timestamps)
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
