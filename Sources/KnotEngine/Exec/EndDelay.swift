import NIOCore

/// Holds the end of a connection back until what came before it has been dealt with.
///
/// A command that ends at once sends the answer to the upgrade, its output and the end of the connection together. The
/// HTTP decoder gives the output on only when it has left the pipeline, which takes it a turn of the event loop; an end
/// that overtook it would make it drop the output.
final class EndDelay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Turns of the event loop: one for each handler that leaves the pipeline, and one to spare.
    private static let turns = 4

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        after(Self.turns, context) { $0.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        after(Self.turns, context) { $0.fireChannelInactive() }
    }

    private func after(
        _ turns: Int, _ context: ChannelHandlerContext, _ act: @escaping @Sendable (ChannelHandlerContext) -> Void
    ) {
        guard turns > 0 else {
            act(context)
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (delay, context) = bound.value
            delay.after(turns - 1, context, act)
        }
    }
}
