import KnotModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A connection to an engine that was made into a plain stream of bytes by an HTTP upgrade to `tcp`.
struct HijackedConnection: Sendable {
    typealias Bytes = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private enum Outcome: Sendable {
        case upgraded(Bytes)
        case refused(EventLoopFuture<EngineReply>)
    }

    /// What the engine answered, when it refused.
    struct Refused: Error { var reply: EngineReply }

    let bytes: Bytes

    /// Sends `body` to `uri` and takes the connection over. Throws `Refused`, or what the socket reports.
    static func open(
        _ endpoint: EngineEndpoint, uri: String, body: Value, timeout: TimeAmount, on group: any EventLoopGroup
    ) async throws -> HijackedConnection {
        let json = ByteBuffer(string: JSONText.write(body))
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: uri)
        head.headers.add(name: "Host", value: endpoint.hostHeader)
        head.headers.add(name: "Content-Type", value: "application/json")
        head.headers.add(name: "Content-Length", value: String(json.readableBytes))
        let request = head
        let tls: NIOSSLContext? =
            if case .tcp(_, _, true) = endpoint { try NIOSSLContext(configuration: .makeClientConfiguration()) } else {
                nil
            }

        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.seconds(5))
            // The command may end its output before we end its input, and the other way round.
            .channelOption(.allowRemoteHalfClosure, value: true)
        let start: @Sendable (any Channel) -> EventLoopFuture<EventLoopFuture<Outcome>> = { channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls, case .tcp(let host, _, _) = endpoint {
                    let name = PortMapping.isIPv4(host) || PortMapping.isIPv6(host) ? nil : host
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: name))
                }
                let upgrade = try addUpgrade(to: channel, request: request, body: json)
                let limit = channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
                // A refusal, too, has to be told in that time.
                upgrade.whenSuccess { outcome in
                    if case .upgraded = outcome { limit.cancel() }
                }
                return upgrade
            }
        }
        let upgrade =
            switch endpoint {
            case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: start)
            case .tcp(let host, let port, _):
                try await bootstrap.connect(host: host, port: port, channelInitializer: start)
            }
        switch try await upgrade.get() {
        case .upgraded(let bytes): return HijackedConnection(bytes: bytes)
        case .refused(let reply): throw Refused(reply: try await reply.get())
        }
    }

    private static func addUpgrade(
        to channel: any Channel, request: HTTPRequestHead, body: ByteBuffer
    ) throws -> EventLoopFuture<Outcome> {
        let encoder = HTTPRequestEncoder()
        // Output that came together with the answer must not get lost.
        let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
        let injector = UpgradeBody(body)
        let handler = NIOTypedHTTPClientUpgradeHandler<Outcome>(
            httpHandlers: [encoder, decoder, injector],
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: request, upgraders: [Upgrader()],
                notUpgradingCompletionHandler: { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let promise = channel.eventLoop.makePromise(of: EngineReply.self)
                        try channel.pipeline.syncOperations.addHandler(RefusalCollector(promise))
                        return .refused(promise.futureResult)
                    }
                }))
        try channel.pipeline.syncOperations.addHandlers([EndDelay(), encoder, decoder, injector, handler])
        return handler.upgradeResultFuture
    }

    private struct Upgrader: NIOTypedHTTPClientProtocolUpgrader {
        let supportedProtocol = "tcp"
        let requiredUpgradeHeaders: [String] = []

        func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {}

        func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool { true }

        func upgrade(channel: any Channel, upgradeResponse: HTTPResponseHead) -> EventLoopFuture<Outcome> {
            channel.eventLoop.makeCompletedFuture {
                .upgraded(
                    try Bytes(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            backPressureStrategy: .init(lowWatermark: 2, highWatermark: 16),
                            isOutboundHalfClosureEnabled: true)))
            }
        }
    }
}
