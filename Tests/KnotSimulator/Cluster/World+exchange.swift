import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// What must hold of a node among others, and which of a node's properties are its own to keep.
extension World {
    /// Whether this node answers for a resource: it is placed here, or was created here and has no place yet.
    func isHere(_ record: Record) -> Bool {
        guard seat != nil else { return true }
        if let placement = record.placement?.value { return placement.node == nodeID }
        return database.set(EntryKey(record.key))?.object.created.node == nodeID
    }

    /// Whether what a status answers to can be held against its record here: what other nodes write comes in any order,
    /// and a deletion that was asked for elsewhere may have an earlier stamp than what it ends.
    func speaksForItself(_ record: Record) -> Bool {
        guard let seat else { return true }
        return isHere(record) && !record.isDeleting && !seat.wasSetBack
    }

    /// Whether its node says that it runs and is ready.
    func isCalledReady(_ record: Record) -> Bool {
        record.currentStatus?.phase == .running && record.currentStatus?.condition(.ready)?.state == .yes
    }

    /// Moves the wall clock. Nodes of a cluster are never further apart than `Seat` says.
    mutating func shiftClock(_ milliseconds: Int64) {
        guard let seat else {
            wallOffset += milliseconds
            return
        }
        let limited = max(-2 * Seat.mostBehind, min(milliseconds, Seat.mostAhead))
        wallOffset = seat.passed + max(-Seat.mostBehind, min(wallOffset - seat.passed + limited, Seat.mostAhead))
    }

    /// A batch becomes durable.
    mutating func coverExchange(_ batch: Batch) {
        seat?.take(batch)
        if batch.events.contains(where: { $0.reason == "Overwritten" }) { coverage.hit(.overwrittenTold) }
        if !batch.heldBack.isEmpty { coverage.hit(.heldBack) }
        if !batch.released.isEmpty { coverage.hit(.releasedLater) }
        if !batch.removed.isEmpty { coverage.hit(.tombstonesLetGo) }
    }

    /// After every event.
    mutating func checkExchange() {
        guard let node, let seat else { return }
        if node.isSynced, !seat.isTold, !seat.isAccepted {
            violate(.syncedWhenTold, "it counts as synced, and has heard no peer's answer to its end")
        }
        if !database.covered.covers(node.replica.table.vector) {
            violate(.knownIsDurable, "it counts writes as covered that its database does not have")
        }
    }

    /// What somebody was told to be durable is here, or something that supersedes it.
    mutating func checkPromise(_ key: EntryKey) {
        guard let promised = seat?.promises[key] else { return }
        let set = database.set(key)
        for entry in promised where set?.dominates(entry) != true {
            violate(
                .acknowledgedKept, "the \(entry.lane) of \(key) that was acknowledged is not in the database any more")
        }
    }
}
