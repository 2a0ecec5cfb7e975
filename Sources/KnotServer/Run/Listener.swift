import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import KnotModel
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// One address on which the API is served.
package struct Listener: Service {
    /// Connections that may wait to be accepted. Each is accepted at once; see `ConnectionTable` for what has to go.
    private static let backlog = 4096
    /// What a request's head may be; a longer one is refused.
    private static let heads = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: 64 * 1024, maxHeaderListSize: 80 * 1024, maxHeaderFieldCount: 100)

    package enum Place: Sendable, Hashable {
        case socket(path: String)
        /// Port 0 lets the system choose.
        case network(host: String, port: Int)
    }

    let api: API
    let place: Place
    let tls: TLSConfiguration?
    let limits: ConnectionTable.Limits
    let logger: Logger
    /// Called once connections are accepted, with the port where there is one.
    let onReady: @Sendable (Int?) async -> Void

    package init(
        _ api: API, at place: Place, tls: TLSConfiguration? = nil,
        limits: ConnectionTable.Limits = .init(), logger: Logger,
        onReady: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) {
        self.api = api
        self.place = place
        self.tls = tls
        self.limits = limits
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until a graceful shutdown; then ends streams, and lets other answers finish.
    package func run() async throws {
        let tls = tls
        let (door, address): (Door, BindAddress) =
            switch place {
            case .socket(let path): (.socket, .unixDomainSocket(path: path))
            case .network(let host, let port): (.network, .hostname(host, port: port))
            }
        let connections = ConnectionTable(limits)
        let proxies = door == .network ? api.access.proxies : nil
        let server = HTTPServerBuilder { responder in
            let plain = HTTP1Channel(responder: responder, configuration: .init(httpDecoderConfiguration: Self.heads))
            if let tls {
                return GuardedChannel(
                    base: try TLSChannel(plain, tlsConfiguration: tls), connections: connections, proxies: proxies)
            }
            return GuardedChannel(base: plain, connections: connections, proxies: proxies)
        }
        var quiet = logger
        // Hummingbird's own lines do not follow the project's keys.
        quiet.logLevel = max(logger.logLevel, .warning)
        let onReady = onReady
        let application = Application(
            responder: api.responder(door, connections), server: server,
            configuration: .init(address: address, backlog: Self.backlog),
            onServerRunning: { await onReady($0.localAddress?.port) }, logger: quiet)
        try await application.run()
    }
}
