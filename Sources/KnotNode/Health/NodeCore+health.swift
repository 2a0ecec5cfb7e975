import KnotModel
import KnotPlan
import KnotStore

/// The checks by which knot itself finds out whether spaces are well.
extension NodeCore {
    /// How many probes may be under way.
    private static let probesAtOnce = 16

    /// Begins the probe that is due, if the space has a check and runs.
    mutating func noteHealth(_ record: Record, _ container: ObservedContainer?, on kind: EngineKind, _ now: Moment) {
        let key = record.key
        guard key.kind == .space else { return }
        guard let container, let fields = template(of: record)?.fields, intent(of: record) == .running,
            let check = HealthCheck(fields, address: container.detail?.address ?? "")
        else {
            work[key]?.health = nil
            return
        }
        let startedAt = container.detail?.startedAt
        var health: Health
        if let known = work[key]?.health, known.isAbout(check, container.id, startedAt) {
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
        if health.probe == nil {
            if health.due > now.uptime {
                timers.schedule(key, at: health.due)
            } else if probes.count >= Self.probesAtOnce {
                timers.schedule(key, at: now.uptime + 250)
            } else {
                let id = makeID()
                health.probe = id
                probes[id] = key
                effects.append(.probe(id, kind, containerID: container.id, check.probe, timeout: check.timeout))
            }
        }
        work[key, default: Work()].health = health
    }

    /// `failure` is `nil` when the space is well.
    mutating func probed(_ id: ProbeID, _ failure: Failure?, _ now: Moment) {
        guard let key = probes.removeValue(forKey: id), var health = work[key]?.health, health.probe == id else {
            return
        }
        health.probe = nil
        health.due = now.uptime + health.check.interval
        health.lastFailure = failure
        health.failures = failure == nil ? 0 : health.failures + 1
        let before = health.verdict
        if let failure {
            if health.failures >= health.check.maximumFailures { health.verdict = .unwell }
            if health.verdict == .unwell, before != .unwell {
                note(
                    key, .warning, "Unhealthy",
                    "the health check failed \(health.failures) times in a row: \(failure)", now)
            }
        } else {
            health.verdict = .well
            if before == .unwell { note(key, .normal, "Healthy", "the health check passes again", now) }
        }
        work[key]?.health = health
        ready.append(key)
    }
}
