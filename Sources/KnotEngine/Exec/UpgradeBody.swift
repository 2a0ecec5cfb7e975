import NIOCore
import NIOHTTP1

/// Puts a body into the request that asks for an upgrade, because NIO's upgrade handler always sends an empty one.
final class UpgradeBody: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let body: ByteBuffer

    init(_ body: ByteBuffer) { self.body = body }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .body = unwrapOutboundIn(data) {
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: promise)
        } else {
            context.write(data, promise: promise)
        }
    }
}
