import NIOCore

/// Closes connections that hold a place without using it.
///
/// The first request's head must have come `openingTime` after the connection opened, with all that comes before it
/// (TLS), and each later one's `headTime` after the last answer ended, however slowly it drips. A request's body must
/// come at `bodyRate` on average, after a start of `bodyTime`. While a request is being served otherwise, a connection
/// on which nothing moves for `idleTime` in either direction is closed; streams send something more often than that.
/// Stands next to the socket, so that it sees TLS handshakes too.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// Bytes a second.
    static let bodyRate: Int64 = 4096
    static let idleTime = TimeAmount.seconds(120)
    static let closeTime = TimeAmount.seconds(15)
    private static let interval = TimeAmount.seconds(2)

    /// What the HTTP side tells its connection's guard.
    enum Notice: Sendable {
        case requestBegan
        /// The request's body is being read, and is wanted whole before anything else is done.
        case bodyBegan
        case bodyEnded
        case answerEnded
        /// The answer is a refusal, and the rest of the request is not wanted.
        case closeSoon
    }

    private enum Phase { case waiting, receiving, serving, closing }

    private let limits: ConnectionTable.Limits
    private var phase = Phase.waiting
    private var deadline: NIODeadline?
    private var check: Scheduled<Void>?

    init(_ limits: ConnectionTable.Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = .now() + limits.openingTime
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        check?.cancel()
        check = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .waiting, .closing: break
        case .receiving:
            // Bytes buy time at the lowest rate that is taken.
            let bought = Int64(unwrapInboundIn(data).readableBytes) * 1_000_000_000 / Self.bodyRate
            deadline = deadline.map { min($0 + .nanoseconds(bought), .now() + Self.idleTime) }
        case .serving: deadline = .now() + Self.idleTime
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if phase == .serving { deadline = .now() + Self.idleTime }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let notice = event as? Notice else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        promise?.succeed()
        // What ends soon does so whatever else is asked.
        guard phase != .closing else { return }
        switch notice {
        case .requestBegan, .bodyEnded:
            phase = .serving
            deadline = .now() + Self.idleTime
        case .bodyBegan:
            phase = .receiving
            deadline = .now() + limits.bodyTime
        case .answerEnded:
            phase = .waiting
            deadline = .now() + limits.headTime
        case .closeSoon:
            // A client that is about to end anyway reads the refusal; another is cut off.
            phase = .closing
            deadline = .now() + Self.closeTime
        }
    }

    private func schedule(_ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: Self.interval) {
            if let deadline = self.deadline, deadline <= .now() {
                context.close(promise: nil)
            } else {
                self.schedule(context)
            }
        }
    }
}
