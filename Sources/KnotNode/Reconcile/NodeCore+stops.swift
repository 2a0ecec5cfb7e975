import KnotModel
import KnotPlan

/// Which runs the node ended itself: their end is no news, and nobody else's doing.
///
/// A stop's answer may be lost, what comes after it may be dropped, and the node may end in between: it is kept in mind
/// when the engine is asked, and told by the status.
extension NodeCore {
    /// Milliseconds beyond its grace in which a stop comes to its end.
    private static let slack: Int64 = 60_000

    mutating func noteStop(_ key: ResourceKey, _ id: String, grace: Int64, on kind: EngineKind, _ now: Moment) {
        let container = work[key]?.views[kind]?.snapshot.containers.first { $0.id == id }
        guard let startedAt = container?.detail?.startedAt else { return }
        work[key]?.stops[id] = Work.Stop(startedAt: startedAt, until: now.uptime + min(grace, 86_400_000) + Self.slack)
    }

    /// The containers, by id, that do not run because this node ended their run.
    func stopped(_ record: Record, _ snapshot: EngineSnapshot) -> Set<String> {
        let entry = work[record.key] ?? Work()
        let status = latestStatus(record)
        return Set(
            snapshot.containers.filter { $0.state == .exited && entry.hasStopped($0, status) }.map(\.id))
    }
}

extension Work {
    /// Forgets stops of what is gone, and those that came to nothing.
    mutating func expireStops(_ containers: [ObservedContainer], _ now: Moment) {
        guard !stops.isEmpty else { return }
        stops = stops.filter { id, stop in
            containers.contains { $0.id == id && ($0.state == .exited || now.uptime <= stop.until) }
        }
    }

    func hasStopped(_ container: ObservedContainer, _ status: Status?) -> Bool {
        guard let startedAt = container.detail?.startedAt, container.detail?.outOfMemory != true else { return false }
        if stops[container.id]?.startedAt == startedAt { return true }
        return status?.containerID == container.id && status?.endedRun == startedAt
    }
}
