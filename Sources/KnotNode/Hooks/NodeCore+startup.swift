import KnotModel
import KnotPlan
import KnotStore

/// The scripts after a start.
///
/// Each run of a container has its scripts run once, or again by a node that cannot know whether they ended: a status tells
/// of the run and of its scripts together. A run that was reported without scripts has none, whatever is named later.
extension NodeCore {
    /// Works out what is known of the scripts of the container that runs.
    mutating func noteStartup(_ record: Record, _ container: ObservedContainer?, _ now: Moment) {
        let key = record.key
        guard key.kind == .space else { return }
        guard let container, let startedAt = container.detail?.startedAt else {
            // What is known of its run is kept: a look may show what was so a while ago.
            callOffStartup(key, now)
            return
        }
        if let run = work[key]?.hooks.startup, run.report.isAbout(container.id, startedAt) {
            guard let id = run.order, let deadline = run.deadline else { return }
            if deadline <= now.uptime { giveUp(id, key, now) } else { timers.schedule(key, at: deadline) }
            return
        }
        callOffStartup(key, now)
        work[key, default: Work()].hooks.startup = startup(record, container.id, startedAt, now)
    }

    private func startup(_ record: Record, _ id: String, _ startedAt: WallTime, _ now: Moment) -> HookRun? {
        let status = latestStatus(record)
        let report = status?.startup.flatMap { $0.isAbout(id, startedAt) ? $0 : nil }
        if let report, report.hasEnded { return HookRun(report: report) }
        // Told of before, and without scripts.
        if report == nil, status?.containerID == id, status?.startedAt == startedAt { return nil }
        guard report != nil || hasScripts(.startup, record) else { return nil }
        return HookRun(
            report: HookReport(containerID: id, startedAt: startedAt, state: .waiting, since: now.wall))
    }

    /// Begins the scripts of the container that runs, and goes on running, once there is room for them.
    mutating func beginStartup(
        _ record: Record, _ container: ObservedContainer?, on kind: EngineKind, _ now: Moment
    ) {
        let key = record.key
        guard let run = work[key]?.hooks.startup, run.report.state == .waiting else { return }
        guard !isFull(.startup) else {
            timers.schedule(key, at: now.uptime + 250)
            return
        }
        do throws(Failure) {
            let scripts = try scripts(.startup, of: record)
            guard !scripts.isEmpty else {
                work[key]?.hooks.startup?.end(ScriptOutcome(), now)
                // It waits for their end, and was looked at before.
                noteHealth(record, container, on: kind, now)
                return
            }
            let (id, deadline) = order(scripts, .startup, record, kind, run.report.containerID, now)
            work[key]?.hooks.startup?.begin(id, until: deadline, now)
            timers.schedule(key, at: deadline)
        } catch {
            let outcome = ScriptOutcome(failure: error)
            work[key]?.hooks.startup?.end(outcome, now)
            note(outcome, of: .startup, key, now)
        }
    }

    mutating func startupEnded(_ key: ResourceKey, _ id: ScriptID, _ outcome: ScriptOutcome, _ now: Moment) {
        guard work[key]?.hooks.startup?.order == id else { return }
        work[key]?.hooks.startup?.end(outcome, now)
        note(outcome, of: .startup, key, now)
        // It may have failed because the container is no more: only a new look tells.
        if outcome.failure != nil { work[key]?.looks.distrust() }
        ready.append(key)
    }

    /// Ends the scripts under way; they are to run again if the container should go on running after all.
    mutating func callOffStartup(_ key: ResourceKey, _ now: Moment) {
        guard let id = work[key]?.hooks.startup?.order else { return }
        inFlight.forget(id)
        effects.append(.endScripts(id))
        work[key]?.hooks.startup?.callOff(now)
    }
}
