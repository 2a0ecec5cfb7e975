import KnotDatabase
import KnotEngine
import KnotModel
import KnotNode
import Logging
import ServiceLifecycle

extension Node: Service {
    /// How long a graceful stop waits for commits and actions under way.
    static let stopPatience = Duration.seconds(10)
    /// How often watchers hear that they are still connected.
    static let watchBeat = Duration.seconds(15)
    static let compactionPause = Duration.seconds(6 * 3600)

    /// Runs the node until a graceful shutdown or the task's cancellation; on return the database is closed.
    ///
    /// Containers are left as they are.
    package nonisolated func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for engine in engines.values.sorted(by: { $0.kind < $1.kind }) {
                    group.addTask { await EngineSupervision(engine: engine, node: self).run() }
                }
                group.addTask { await self.every(Self.watchBeat) { await self.beat() } }
                group.addTask { await self.every(Self.watchBeat) { await self.checkDatabase() } }
                group.addTask { await self.every(Self.compactionPause) { await self.compact() } }
                await feed(.wake)
                for await job in jobs { group.addTask { await job() } }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            Task { await self.stop() }
        }
        await close()
    }

    /// Takes no more requests, waits for what is under way, and lets `run` return.
    package func stop() async {
        guard !isStopping else { return }
        isStopping = true
        logger.info("Stopping")
        timer?.cancel()
        endWatches()
        if outstanding > 0 {
            let limit = Task {
                guard (try? await Task.sleep(for: Self.stopPatience)) != nil else { return }
                self.giveUpWaiting()
            }
            await withCheckedContinuation { drained = $0 }
            limit.cancel()
        }
        refuseWaiting()
        jobSource.finish()
    }

    private func giveUpWaiting() {
        guard let waiting = drained else { return }
        logger.warning("Stopping with work under way; the next start finishes it")
        drained = nil
        waiting.resume()
    }

    private func refuseWaiting() {
        for reply in replies.values {
            reply.resume(returning: .refused([.init(key: nil, failure: Self.stoppingFailure)]))
        }
        replies = [:]
    }

    /// After `run`'s last job: whether it ended by `stop` or by cancellation.
    private func close() async {
        guard !isClosed else { return }
        isClosed = true
        isStopping = true
        timer?.cancel()
        endAllScripts()
        endWatches()
        refuseWaiting()
        jobSource.finish()
        await database.close()
        logger.info("Stopped")
    }

    private nonisolated func every(_ pause: Duration, _ body: () async -> Void) async {
        while (try? await Task.sleep(for: pause)) != nil { await body() }
    }

    private nonisolated func compact() async {
        do throws(Failure) {
            try await database.compact()
        } catch {
            logger.warning("Compaction failed", metadata: ["error": "\(error)"])
        }
    }
}
