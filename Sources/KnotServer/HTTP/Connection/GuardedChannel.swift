import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// A connection of the API with its guard, and TCP's own probing of a silent other end.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let isTCP: Bool

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let base = base
        let isTCP = isTCP
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ConnectionGuard())
            if isTCP { try channel.syncOptions?.setOption(.socketOption(.so_keepalive), value: 1) }
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
