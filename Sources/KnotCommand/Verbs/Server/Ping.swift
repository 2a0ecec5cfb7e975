import ArgumentParser
import KnotAPI

/// `knot ping`: whether a server answers, and which.
struct Ping: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check that the server answers.")

    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let endpoint = try await connection.endpoint()
        let (answer, time) = try await KnotClient.with(endpoint) { client in
            _ = try await client.version()
            let clock = ContinuousClock()
            let start = clock.now
            let answer = try await client.version()
            return (answer, clock.now - start)
        }
        let microseconds = time.components.attoseconds / 1_000_000_000_000
        let id = answer.nodeID.map { " (\($0))" } ?? ""
        let zone = answer.zone.map { ", zone \($0)" } ?? ""
        let user = answer.user.map { ", you are \($0)" } ?? ", you have no token"
        Console().print(
            """
            \(endpoint) answers in \(microseconds / 1000).\(microseconds % 1000 / 100) ms: knot \(answer.version), \
            node \(answer.node)\(id)\(zone)\(user)
            """)
        for warning in answer.warnings ?? [] { Console().note("warning: \(warning)") }
    }
}
