import KnotAPI
import KnotModel
import NIOCore

/// Reads the PROXY header with which a trusted load balancer begins a connection, and takes it out of the stream.
///
/// A header that comes from anybody else, or cannot be read, is answered with 400 and ends the connection: whoever
/// could name another address would get around every bound. Stands before TLS, as the header does.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connections: ConnectionTable
    private let isTrusted: Bool
    private var waiting = ByteBuffer()
    private var isDone = false

    init(_ connections: ConnectionTable, isTrusted: Bool) {
        self.connections = connections
        self.isTrusted = isTrusted
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isDone else {
            context.fireChannelRead(wrapInboundOut(bytes))
            return
        }
        waiting.writeBuffer(&bytes)
        switch ProxyHeader.parse(waiting.readableBytesView) {
        case .incomplete: break
        case .none: pass(context)
        case .malformed(let reason): refuse(context, reason)
        case .header(let length, let client):
            guard isTrusted else {
                refuse(context, Self.untrusted(context.remoteAddress))
                return
            }
            waiting.moveReaderIndex(forwardBy: length)
            if let client { connections.name(context.channel, client) }
            pass(context)
        }
    }

    /// Hands on what was held back, and steps aside.
    private func pass(_ context: ChannelHandlerContext) {
        isDone = true
        if waiting.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(waiting)) }
        waiting = ByteBuffer()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, _ reason: String) {
        isDone = true
        waiting = ByteBuffer()
        let failure = Failure(.invalid, subject: "PROXY header", reason)
        // A document of strings always encodes.
        let body = (try? APICoding.encode(ErrorDocument(errors: [.init(failure: failure)]))) ?? []
        var answer = ByteBuffer(
            string: "HTTP/1.1 400 Bad Request\r\nContent-Type: \(MediaType.json)\r\nContent-Length: \(body.count)\r\n"
                + "Connection: close\r\n\r\n")
        answer.writeBytes(body)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(answer)).whenComplete { _ in channel.close(promise: nil) }
    }

    private static func untrusted(_ peer: SocketAddress?) -> String {
        let address = ClientAddress(peer)?.description ?? "an unknown address"
        return "a PROXY header came from \(address), which is not in server.trusted_proxies; "
            + "add it there if that is your load balancer"
    }
}
