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
    /// Connections at one time; more wait to be accepted.
    static let maximumConnections = 1024

    package enum Place: Sendable, Hashable {
        case socket(path: String)
        /// Port 0 lets the system choose.
        case network(host: String, port: Int)
    }

    let api: API
    let place: Place
    let tls: TLSConfiguration?
    let logger: Logger
    /// Called once connections are accepted, with the port where there is one.
    let onReady: @Sendable (Int?) async -> Void

    package init(
        _ api: API, at place: Place, tls: TLSConfiguration? = nil, logger: Logger,
        onReady: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) {
        self.api = api
        self.place = place
        self.tls = tls
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
        let isTCP = door == .network
        let server = HTTPServerBuilder { responder in
            let plain = HTTP1Channel(responder: responder)
            if let tls {
                return GuardedChannel(base: try TLSChannel(plain, tlsConfiguration: tls), isTCP: isTCP)
            }
            return GuardedChannel(base: plain, isTCP: isTCP)
        }
        var quiet = logger
        // Hummingbird's own lines do not follow the project's keys.
        quiet.logLevel = max(logger.logLevel, .warning)
        let onReady = onReady
        let application = Application(
            responder: api.responder(door), server: server,
            configuration: .init(
                address: address,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections, logger: quiet)),
            onServerRunning: { await onReady($0.localAddress?.port) }, logger: quiet)
        try await application.run()
    }
}
