import ArgumentParser
import KnotAPI

struct SpaceStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop spaces; their volumes stay.")

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.run(.stop, done: "stopped") }
}
