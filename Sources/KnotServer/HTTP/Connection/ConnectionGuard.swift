import Logging
import NIOCore
import NIOPosix

/// Closes connections that hold a place without using it.
///
/// A request's head must have come `headTime` after the connection opened or the last answer ended, however slowly it
/// drips. While a request is being served, a connection on which nothing moves for `idleTime` in either direction is
/// closed; streams send something more often than that. Stands next to the socket, so that it sees TLS handshakes too.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    static let headTime = TimeAmount.seconds(30)
    static let idleTime = TimeAmount.seconds(120)
    static let closeTime = TimeAmount.seconds(5)
    private static let look = TimeAmount.seconds(5)

    /// What the HTTP side tells its connection's guard.
    enum Notice: Sendable {
        case requestBegan
        case answerEnded
        /// The answer is a refusal, and the rest of the request is not wanted.
        case closeSoon
    }

    private var deadline: NIODeadline?
    private var isServing = false
    private var check: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = .now() + Self.headTime
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        check?.cancel()
        check = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isServing { deadline = .now() + Self.idleTime }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isServing { deadline = .now() + Self.idleTime }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let notice = event as? Notice else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        switch notice {
        case .requestBegan:
            isServing = true
            deadline = .now() + Self.idleTime
        case .answerEnded:
            isServing = false
            deadline = .now() + Self.headTime
        case .closeSoon:
            // A client that is about to end anyway reads the refusal; another is cut off.
            isServing = false
            deadline = .now() + Self.closeTime
        }
        promise?.succeed()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: Self.look) {
            if let deadline = self.deadline, deadline <= .now() {
                context.close(promise: nil)
            } else {
                self.schedule(context)
            }
        }
    }
}
