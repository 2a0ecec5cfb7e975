import ArgumentParser
import KnotAPI

struct SpaceStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start spaces, with their templates as they are now.")

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.run(.start, done: "started") }
}
