import AsyncHTTPClient
import KnotEngine
import KnotModel
import KnotNode
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Performs health probes.
package struct Prober: Sendable {
    private static let mark = CommandMark(entry: "KNOT_HEALTH_CHECK=program")

    let engine: any ContainerEngine
    let containerID: String
    /// Milliseconds.
    let timeout: Int64

    package init(engine: any ContainerEngine, containerID: String, timeout: Int64) {
        self.engine = engine
        self.containerID = containerID
        self.timeout = timeout
    }

    // They live as long as the process does, so nobody shuts them down.
    private static let careful = makeClient(.fullVerification)
    private static let trusting = makeClient(.none)

    private static func makeClient(_ verification: CertificateVerification) -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = verification
        return HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: .init(tlsConfiguration: tls, redirectConfiguration: .disallow))
    }

    /// Why the space is not well; `nil` when it is.
    package func failure(of probe: HealthProbe) async -> Failure? {
        do {
            return try await within(.milliseconds(timeout)) { try await run(probe) }
        } catch is DeadlineExceeded {
            // It would go on in the container, and the next ones beside it.
            if case .program = probe { await Self.mark.sweep(engine, containerID: containerID) }
            return failed("the health check took longer than \(Span(milliseconds: timeout))")
        } catch let failure as Failure {
            return failure
        } catch {
            return failed("the health check did not come through", cause: "\(error)")
        }
    }

    private func run(_ probe: HealthProbe) async throws -> Failure? {
        switch probe {
        case .program(let command): return try await run(command)
        case .engine:
            try await engine.checkHealth(containerID: containerID)
            return nil
        case .tcp(let host, let port):
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.milliseconds(timeout)).connect(host: host, port: port).get()
            try? await channel.close()
            return nil
        case .http(let url, let acceptsAnyCertificate):
            let client = acceptsAnyCertificate ? Self.trusting : Self.careful
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .milliseconds(timeout))
            return (200..<400).contains(response.status.code)
                ? nil : failed("\(url) answers with status \(response.status.code)")
        }
    }

    private func run(_ command: [String]) async throws -> Failure? {
        try await engine.exec(containerID: containerID, ExecRequest(command: command, environment: [Self.mark.entry])) {
            session in
            var said: [UInt8] = []
            for try await chunk in session.output where said.count < 512 { said += chunk.bytes }
            let code = try await session.exitCode()
            let words = String(decoding: said.prefix(512), as: UTF8.self)
            return code == 0 ? nil : failed("the health check's program exited with code \(code)", cause: words)
        }
    }

    private func failed(_ message: String, cause: String? = nil) -> Failure {
        Failure(.commandFailed, subject: String(containerID.prefix(12)), message, cause: cause)
    }
}
