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
        let container = work[key]?.looks.views[kind]?.snapshot.containers.first { $0.id == id }
        guard let startedAt = container?.detail?.startedAt else { return }
        work[key]?.execution.stops[id] = Execution.Stop(
            startedAt: startedAt, until: now.uptime + min(grace, 86_400_000) + Self.slack)
    }

    /// The containers, by id, that do not run because this node ended their run.
    func stopped(_ record: Record, _ snapshot: EngineSnapshot) -> Set<String> {
        let entry = work[record.key] ?? Work()
        let status = latestStatus(record)
        return Set(
            snapshot.containers.filter { $0.state == .exited && entry.execution.hasStopped($0, status) }.map(\.id))
    }
}
