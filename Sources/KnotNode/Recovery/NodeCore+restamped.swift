import KnotModel
import KnotPlan
import KnotStore

/// Stamps that were replaced in the database because they were ahead of the clock, and that labels still have.
extension NodeCore {
    /// The labels as they would be had they been written after the stamps were replaced.
    package func current(_ ownership: Ownership) -> Ownership {
        guard ownership.restamps < recovery.restamped.count else { return ownership }
        var ownership = ownership
        for span in recovery.restamped[ownership.restamps...] {
            ownership.revision = span[ownership.revision]
            ownership.restart = ownership.restart.map { span[$0] }
        }
        ownership.restamps = recovery.restamped.count
        return ownership
    }

    func current(_ snapshot: EngineSnapshot) -> EngineSnapshot {
        guard !recovery.restamped.isEmpty else { return snapshot }
        var snapshot = snapshot
        for index in snapshot.containers.indices {
            snapshot.containers[index].ownership = current(snapshot.containers[index].ownership)
        }
        for index in snapshot.volumes.indices {
            snapshot.volumes[index].ownership = current(snapshot.volumes[index].ownership)
        }
        return snapshot
    }

    /// How far stored stamps are ahead; `nil` when they are not, or not far.
    package func stampLead(at wall: WallTime) -> StampLead? {
        guard clock.lead(over: wall) > HybridClock.maximumLead else { return nil }
        return StampLead(replica.table.unordered, at: wall)
    }

    /// Milliseconds by which the next stamp will be ahead of `wall`; 0 when it will not be.
    package func clockLead(over wall: WallTime) -> Int64 { max(0, clock.lead(over: wall)) }
}
