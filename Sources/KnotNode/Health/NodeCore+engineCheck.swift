import KnotModel
import KnotPlan

/// Podman leaves the health checks of its containers to systemd's timers. Where none run, the node has the engine run each
/// at its interval; what comes of it, with retries and start period, is the engine's to say.
extension NodeCore {
    /// Milliseconds; what both engines take where nothing is said.
    private static let usualInterval: Int64 = 30_000
    /// Milliseconds beyond one and a half intervals after which a check that should have run was left out.
    private static let leeway: Int64 = 2_000

    /// Has the engine run the check that is due and was left out.
    mutating func noteEngineCheck(
        _ record: Record, _ container: ObservedContainer?, on kind: EngineKind, _ now: Moment
    ) {
        let key = record.key
        guard kind == .podman, let container, let detail = container.detail, detail.health != .none,
            intent(of: record) == .running
        else {
            work[key]?.health.engineCheck = nil
            return
        }
        var check =
            work[key]?.health.engineCheck.flatMap { $0.isAbout(container.id, detail.startedAt) ? $0 : nil }
            ?? EngineCheck(
                containerID: container.id, startedAt: detail.startedAt, checkedAt: detail.checkedAt, since: now.uptime)
        if check.checkedAt != detail.checkedAt {
            check.checkedAt = detail.checkedAt
            check.since = now.uptime
        }
        defer { work[key, default: Work()].health.engineCheck = check }
        if let probe = check.probe, let deadline = check.deadline {
            guard deadline <= now.uptime else {
                timers.schedule(key, at: deadline)
                return
            }
            inFlight.forget(probe)
            check.probe = nil
        }
        let fields = container.ownership.spec["healthcheck"]?.map
        func span(_ name: String) -> Int64? {
            fields?[name]?.string.flatMap { try? Span(parsing: $0).milliseconds }.flatMap { $0 > 0 ? $0 : nil }
        }
        let interval = max(1_000, span("interval") ?? Self.usualInterval)
        let due = check.since + (check.isLeft ? interval : interval + interval / 2 + Self.leeway)
        guard due <= now.uptime else {
            timers.schedule(key, at: due)
            return
        }
        // The engine may have run it meanwhile, and said nothing.
        guard let view = work[key]?.looks.views[kind], view.takenAt >= due else {
            work[key]?.looks.views[kind]?.isStale = true
            ready.append(key)
            return
        }
        guard hasRoomForProbe() else {
            timers.schedule(key, at: now.uptime + 250)
            return
        }
        let id = inFlight.probe(key)
        let timeout = span("timeout") ?? Self.usualInterval
        let deadline = now.uptime + timeout + Self.usualInterval
        check.probe = id
        check.deadline = deadline
        timers.schedule(key, at: deadline)
        effects.append(.probe(id, kind, containerID: container.id, .engine, timeout: timeout))
    }

    /// Takes in that the engine has run a check. False when the probe was another.
    mutating func ranEngineCheck(_ id: ProbeID, _ key: ResourceKey, _ now: Moment) -> Bool {
        guard work[key]?.health.engineCheck?.probe == id else { return false }
        work[key]?.health.engineCheck?.probe = nil
        work[key]?.health.engineCheck?.isLeft = true
        work[key]?.health.engineCheck?.since = now.uptime
        work[key]?.looks.distrust()
        ready.append(key)
        return true
    }
}
