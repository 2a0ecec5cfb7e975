import Hummingbird
import KnotAPI
import NIOCore
import ServiceLifecycle

extension Conduit<Frame> {
    /// How often a stream shows that it lives: often enough for the connection's guard, and to
    /// notice a reader that went.
    static var beat: Duration { .seconds(20) }

    /// Runs the sources that `start` adds and writes what they send, until the conduit is finished, the server stops
    /// (the last frame says so), or the reader is gone. All sources have ended on return.
    nonisolated func drain(
        into writer: inout any ResponseBodyWriter, _ start: (inout DiscardingTaskGroup) -> Void
    ) async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await withDiscardingTaskGroup(returning: Result<Void, any Error>.self) { group in
                    start(&group)
                    group.addTask {
                        while (try? await Task.sleep(for: Self.beat)) != nil { await self.send(Frame(.keepAlive)) }
                    }
                    var result = Result<Void, any Error>.success(())
                    do {
                        while let frame = await next() { try await writer.write(ByteBuffer(bytes: frame.encoded)) }
                    } catch {
                        result = .failure(error)
                    }
                    await finish()
                    group.cancelAll()
                    return result
                }.get()
            } onGracefulShutdown: {
                Task { await self.finish(Frame.failure(Node.stoppingFailure)) }
            }
        } onCancel: {
            Task { await self.finish() }
        }
    }
}
