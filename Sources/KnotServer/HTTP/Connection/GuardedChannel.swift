import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// A connection of the API: its place among the others, its guard, and, over TCP, what a load balancer says of it and
/// TCP's own probing of a silent other end.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let connections: ConnectionTable
    /// `nil` at a Unix socket.
    let proxies: TrustedProxies?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let (base, connections, proxies) = (base, connections, proxies)
        return channel.eventLoop.makeCompletedFuture {
            let peer = ClientAddress(channel.remoteAddress)
            let isProxy = peer.map { proxies?.contains($0) == true } ?? false
            guard connections.open(channel, from: peer, isBounded: proxies != nil && !isProxy) else {
                channel.close(mode: .all, promise: nil)
                throw ChannelError.alreadyClosed
            }
            try channel.pipeline.syncOperations.addHandler(ConnectionGuard(connections.limits))
            if proxies != nil {
                try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(connections, isTrusted: isProxy))
                try channel.syncOptions?.setOption(.socketOption(.so_keepalive), value: 1)
            }
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
