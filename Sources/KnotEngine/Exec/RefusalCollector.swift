import NIOCore
import NIOHTTP1

/// Reads the answer of an engine that would not upgrade, up to a limit, and closes.
final class RefusalCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private static let limit = 1 << 16

    private let promise: EventLoopPromise<EngineReply>
    private var status = 0
    private var bytes: [UInt8] = []

    init(_ promise: EventLoopPromise<EngineReply>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let buffer): bytes += buffer.readableBytesView.prefix(Self.limit - bytes.count)
        case .end: finish(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(context)
    }

    private func finish(_ context: ChannelHandlerContext) {
        // Only the first call counts.
        promise.succeed(EngineReply(status: status, bytes: bytes))
        context.close(promise: nil)
    }
}
