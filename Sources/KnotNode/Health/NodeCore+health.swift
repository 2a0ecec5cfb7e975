import KnotModel
import KnotPlan
import KnotStore

/// The checks by which knot itself finds out whether spaces are well.
extension NodeCore {
    /// How many probes may be under way.
    private static let probesAtOnce = 16
    /// Milliseconds beyond its timeout after which a probe's answer is no longer waited for.
    private static let slack: Int64 = 30_000

    /// Begins the probe that is due, if the space has a check and runs.
    mutating func noteHealth(_ record: Record, _ container: ObservedContainer?, on kind: EngineKind, _ now: Moment) {
        let key = record.key
        guard key.kind == .space else { return }
        guard let container, let template = template(of: record)?.template, intent(of: record) == .running,
            work[key]?.hooks.startup?.report.hasEnded ?? true,
            let check = HealthCheck(template, address: container.detail?.address ?? "")
        else {
            work[key]?.health.check = nil
            return
        }
        let startedAt = container.detail?.startedAt
        var health: Health
        if let known = work[key]?.health.check, known.isAbout(check, container.id, startedAt) {
            health = known
        } else {
            // A node that starts anew believes what was found out of the same run.
            let status = latestStatus(record)
            let wasReady =
                status?.containerID == container.id && status?.startedAt == startedAt
                && status?.condition(.ready)?.state == .yes
            health = Health(
                check: check, containerID: container.id, startedAt: startedAt, verdict: wasReady ? .well : .starting,
                due: now.uptime)
        }
        if let probe = health.probe, let deadline = health.deadline {
            if deadline <= now.uptime {
                // A node that was held finds the answer beside its deadline: nothing is known, and another is asked for.
                inFlight.forget(probe)
                health.probe = nil
                health.failures = 0
            } else {
                timers.schedule(key, at: deadline)
            }
        }
        if health.probe == nil {
            if health.due > now.uptime {
                timers.schedule(key, at: health.due)
            } else if !hasRoomForProbe() {
                timers.schedule(key, at: now.uptime + 250)
            } else {
                let id = inFlight.probe(key)
                health.probe = id
                let deadline = now.uptime + check.timeout + Self.slack
                health.deadline = deadline
                timers.schedule(key, at: deadline)
                effects.append(.probe(id, kind, containerID: container.id, check.probe, timeout: check.timeout))
            }
        }
        work[key, default: Work()].health.check = health
    }

    /// Probes that nobody waits for any more, and whose answers may be lost, take no room.
    mutating func hasRoomForProbe() -> Bool {
        if inFlight.probeCount >= Self.probesAtOnce {
            inFlight.keepProbes { [work] id, key in
                work[key]?.health.check?.probe == id || work[key]?.health.engineCheck?.probe == id
            }
        }
        return inFlight.probeCount < Self.probesAtOnce
    }

    /// Whether the space is to be restarted for its health.
    func isUnwell(_ health: Health?) -> Bool {
        health?.verdict == .unwell && health?.check.restarts == true
    }

    /// Whether the space is to be restarted for what the engine's own check of its container found.
    func isUnwellByEngine(_ record: Record, _ snapshot: EngineSnapshot) -> Bool {
        guard template(of: record)?.template.restartsUnhealthy == true,
            work[record.key]?.hooks.startup?.report.hasEnded ?? true
        else { return false }
        return snapshot.containers.contains {
            $0.state == .running && $0.ownership.uid == record.uid && $0.detail?.health == .unhealthy
        }
    }

    /// `failure` is `nil` when the space is well.
    mutating func probed(_ id: ProbeID, _ failure: Failure?, _ now: Moment) {
        guard let key = inFlight.answered(id), !ranEngineCheck(id, key, now), var health = work[key]?.health.check,
            health.probe == id
        else {
            return
        }
        health.probe = nil
        health.due = now.uptime + health.check.interval
        health.lastFailure = failure
        health.failures = failure == nil ? 0 : health.failures + 1
        let before = health.verdict
        if let failure {
            let limit = health.check.maximumFailures
            if health.failures >= limit { health.verdict = .unwell }
            if health.verdict == .unwell, before != .unwell {
                note(
                    key, .warning, "Unhealthy",
                    "the health check failed \(health.failures) times in a row: \(failure)", now)
            }
        } else {
            health.verdict = .well
            if before == .unwell {
                note(key, .normal, "Healthy", "the health check passes again", now)
                // A plan under way may have a restart for its last steps.
                work[key]?.execution.isSuperseded = true
            }
        }
        work[key]?.health.check = health
        ready.append(key)
    }
}
