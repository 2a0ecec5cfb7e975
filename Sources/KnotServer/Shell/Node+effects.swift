import KnotDatabase
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Logging

extension Node {
    func perform(_ effect: Effect) {
        switch effect {
        case .commit(let id, let batch):
            if !batch.events.isEmpty { eventsUnderWay[id] = batch.events }
            start { await self.commit(id, batch) }
        case .reply(let id, let reply):
            replies.removeValue(forKey: id)?.resume(returning: reply)
        case .observe(let id, let kind, let scope):
            guard !isStopping else { return }
            jobSource.yield { await self.observe(id, kind, scope) }
        case .act(let id, let kind, let action):
            // What is not begun when the stop comes is left to the next start.
            guard !isStopping else { return }
            start { await self.act(id, kind, action) }
        case .probe(let id, let kind, let containerID, let probe, let timeout):
            guard !isStopping else { return }
            jobSource.yield { await self.probe(id, kind, containerID, probe, timeout) }
        case .runScripts(let id, let kind, let order):
            guard !isStopping else { return }
            runScripts(id, kind, order)
        case .endScripts(let id):
            endScripts(id)
        case .wake(let time):
            wake(at: time)
        case .changed(let keys):
            changed(keys)
        case .send:
            // There is no transport yet, so that no peer is ever known.
            break
        case .log(let entry):
            logger.log(level: entry.level.logger, "\(entry.message)", metadata: entry.fields.mapValues { "\($0)" })
        }
    }

    /// Runs a job that a graceful stop waits for; it ends with `finish`.
    private func start(_ job: @escaping Job) {
        outstanding += 1
        jobSource.yield(job)
    }

    private func finish(_ input: Input) {
        outstanding -= 1
        if case .committed(let id) = input {
            noteWrite(nil)
            publish(eventsUnderWay.removeValue(forKey: id) ?? [])
        }
        if case .commitFailed(let id, let failure) = input {
            noteWrite(failure)
            eventsUnderWay[id] = nil
        }
        feed(input)
        if outstanding == 0 {
            drained?.resume()
            drained = nil
        }
    }

    private func wake(at time: Uptime) {
        guard !isStopping else { return }
        timer?.cancel()
        timer = Task { [clock] in
            guard (try? await clock.sleep(until: time)) != nil else { return }
            self.feed(.wake)
        }
    }

    private nonisolated func commit(_ id: CommitID, _ batch: Batch) async {
        let start = ContinuousClock.now
        do throws(Failure) {
            try await database.commit(batch)
            adoptions.add(batch.adopted)
            metrics.committed(in: ContinuousClock.now - start)
            await finish(.committed(id))
        } catch {
            metrics.commitFailed()
            if error.code == .databaseFailed { await checkDatabase() }
            await finish(.commitFailed(id, error))
        }
    }

    private nonisolated func observe(_ id: ObservationID, _ kind: EngineKind, _ scope: ObservationScope) async {
        do throws(Failure) {
            let snapshot = try await engine(kind).observe(scope, for: identity.tenant)
            metrics.observed(kind, failed: false)
            await feed(.observed(id, snapshot))
        } catch {
            metrics.observed(kind, failed: true)
            await feed(.observeFailed(id, error))
        }
    }

    private nonisolated func probe(
        _ id: ProbeID, _ kind: EngineKind, _ containerID: String, _ probe: HealthProbe, _ timeout: Int64
    ) async {
        do throws(Failure) {
            let prober = Prober(engine: try engine(kind), containerID: containerID, timeout: timeout)
            await feed(.probed(id, await prober.failure(of: probe)))
        } catch {
            await feed(.probed(id, error))
        }
    }

    private nonisolated func act(_ id: ActionID, _ kind: EngineKind, _ action: Action) async {
        let start = ContinuousClock.now
        let (progress, source) = AsyncStream.makeStream(of: PullProgress.self, bufferingPolicy: .bufferingNewest(1))
        async let reports: Void = report(progress, of: id)
        let result: Input
        do throws(Failure) {
            result = .acted(id, try await engine(kind).perform(action) { source.yield($0) })
            metrics.acted(action, result: "done", in: ContinuousClock.now - start)
        } catch {
            result = .actFailed(id, error)
            metrics.acted(action, result: error.code.rawValue, in: ContinuousClock.now - start)
        }
        source.finish()
        await reports
        await finish(result)
    }

    /// Passes on the newest progress, twice a second at most.
    private nonisolated func report(_ progress: AsyncStream<PullProgress>, of id: ActionID) async {
        for await step in progress {
            await feed(.progress(id, step))
            // Cancelled: the loop ends by itself.
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    nonisolated func engine(_ kind: EngineKind) throws(Failure) -> any ContainerEngine {
        guard let engine = engines[kind] else {
            throw Failure(
                .noEngine, subject: kind.rawValue,
                "node \(identity.name) is not configured for the runtime \(kind.rawValue)")
        }
        return engine
    }
}

extension LogEntry.Level {
    fileprivate var logger: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
