import KnotModel
import KnotPlan
import KnotStore

/// The script before a planned stop.
///
/// It has one try for each stop, and whatever comes of it the stop goes on: after the script's timeout at the latest, and a
/// little later when not even the engine answers.
extension NodeCore {
    /// The run of a container whose stop waits for a script that has not been tried for it.
    func needsShutdown(_ record: Record, _ container: ObservedContainer?) -> (id: String, startedAt: WallTime)? {
        guard let container, container.state == .running, let startedAt = container.detail?.startedAt,
            container.ownership.uid == record.uid, hasScripts(.shutdown, record)
        else { return nil }
        if let tried = work[record.key]?.hooks.shutdown, tried.report.isAbout(container.id, startedAt),
            tried.revision == record.revision
        {
            return nil
        }
        return (container.id, startedAt)
    }

    /// Whether the errand's next step waits for a script that it begins here.
    mutating func beginShutdown(_ key: ResourceKey, _ errand: Execution.Errand, _ now: Moment) -> Bool {
        guard errand.step.action.endsRun(of: errand.current), let record = store[key],
            let (id, startedAt) = needsShutdown(record, errand.current)
        else { return false }
        var run = HookRun(
            report: HookReport(containerID: id, startedAt: startedAt, state: .waiting, since: now.wall),
            revision: record.revision)
        do throws(Failure) {
            let scripts = try scripts(.shutdown, of: record)
            guard !scripts.isEmpty else { return false }
            let (order, deadline) = order(scripts, .shutdown, record, errand.engine, id, now)
            run.begin(order, until: deadline, now)
            inFlight.wait(key, for: order)
        } catch {
            let outcome = ScriptOutcome(failure: error)
            run.end(outcome, now)
            note(outcome, of: .shutdown, key, now)
        }
        work[key]?.hooks.shutdown = run
        if let deadline = run.deadline { timers.schedule(key, at: deadline) }
        return run.isUnderWay
    }

    /// Gives up on a script whose time is over.
    mutating func expireShutdown(_ key: ResourceKey, _ now: Moment) {
        guard let id = inFlight.script(before: key), let deadline = work[key]?.hooks.shutdown?.deadline else {
            return
        }
        if deadline <= now.uptime { giveUp(id, key, now) } else { timers.schedule(key, at: deadline) }
    }

    mutating func shutdownEnded(_ key: ResourceKey, _ id: ScriptID, _ outcome: ScriptOutcome, _ now: Moment) {
        guard inFlight.script(before: key) == id, var entry = work[key] else { return }
        entry.hooks.shutdown?.end(outcome, now)
        inFlight.release(key)
        // It took its time: whether the stop is still right, a new look tells.
        if let errand = entry.execution.errand { finish(&entry, errand.engine) }
        work[key] = entry
        note(outcome, of: .shutdown, key, now)
        ready.append(key)
    }
}
