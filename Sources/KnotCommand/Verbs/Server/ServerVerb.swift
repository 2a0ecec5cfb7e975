import ArgumentParser
import Foundation
import KnotServer

/// `knot server`: every other argument is a setting.
struct ServerVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Run this machine's server (--help lists every setting).")

    @Argument(parsing: .captureForPassthrough, completion: .file())
    var arguments: [String] = []

    func run() async throws {
        guard !arguments.contains("--help"), !arguments.contains("-h") else { return Console().print(Setting.help()) }
        let loaded = try ServerConfiguration.load(
            environment: ProcessInfo.processInfo.environment, arguments: arguments)
        try await KnotServer.run(loaded, version: KnotVersion.text)
    }
}
