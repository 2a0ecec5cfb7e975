import NIOCore

/// Closes connections that hold a place without using it.
///
/// The first request's head must have come `openingTime` after the connection opened, with all that comes before it
/// (TLS), and each later one's `headTime` after the last answer ended, however slowly it drips. A request's body must
/// come at `bodyRate` on average, after a start of `bodyTime`. While a request is being served otherwise, a connection
/// on which nothing moves for `idleTime` in either direction is closed; streams send something more often than that.
/// Stands next to the socket, so that it sees TLS handshakes too.
///
/// A client whose body is refused in its middle finds the answer only if the connection lives until it looks, and may send
/// its next request over it. What is left of the body is read and dropped, for `closeTime` and `closeBytes` at most; once
/// nothing of it comes any longer, or the next request has begun, the connection is one like any other.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// Bytes a second.
    static let bodyRate: Int64 = 4096
    static let idleTime = TimeAmount.seconds(120)
    static let quietTime = TimeAmount.seconds(4)
    static let closeBytes = 64 << 20
    private static let interval = TimeAmount.seconds(2)

    /// What the HTTP side tells its connection's guard.
    enum Notice: Sendable {
        case requestBegan
        /// The request's body is being read, and is wanted whole before anything else is done.
        case bodyBegan
        case bodyEnded
        case answerEnded
        /// The answer is a refusal, and the rest of the request's body is not wanted.
        case bodyRefused
        /// The answer is a refusal, and no further request is wanted.
        case closeSoon
    }

    private enum Phase { case waiting, receiving, serving, dropping, closing }

    private let limits: ConnectionTable.Limits
    private var phase = Phase.waiting
    private var deadline: NIODeadline?
    /// Of a refused body: the bytes that may still come, and when some last came.
    private var bytesLeft = 0
    private var lastRead = NIODeadline.now()
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
        case .dropping:
            lastRead = .now()
            bytesLeft -= unwrapInboundIn(data).readableBytes
            if bytesLeft < 0 {
                context.close(promise: nil)
                return
            }
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
        // The refusal has been answered, but its request's body may not have ended.
        if phase == .dropping, case .answerEnded = notice { return }
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
        case .bodyRefused:
            phase = .dropping
            bytesLeft = Self.closeBytes
            lastRead = .now()
            deadline = .now() + limits.closeTime
        case .closeSoon:
            // A client that is about to end anyway reads the refusal; another is cut off.
            phase = .closing
            deadline = .now() + limits.closeTime
        }
    }

    private func schedule(_ context: ChannelHandlerContext) {
        check = context.eventLoop.assumeIsolated().scheduleTask(in: Self.interval) {
            if let deadline = self.deadline, deadline <= .now() {
                guard self.phase == .dropping, self.lastRead + Self.quietTime <= .now() else {
                    context.close(promise: nil)
                    return
                }
                self.phase = .waiting
                self.deadline = .now() + self.limits.headTime
            }
            self.schedule(context)
        }
    }
}
