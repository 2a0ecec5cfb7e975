import ArgumentParser
import KnotAPI

struct SpaceRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Restart spaces; a pending update is applied, volumes stay.")

    @OptionGroup var options: LifecycleOptions

    func run() async throws { try await options.run(.restart, done: "restarted") }
}
