import KnotModel

/// What is about to be stored, and then taken in by `Replica.commit`, or forgotten: a commit of this node, or what peers
/// have sent.
package struct StagedCommit: Sendable, Hashable {
    /// What peers are told of once it is stored; `nil` when it came from them.
    package let push: Push?
    package let delta: LaneDelta
    /// The records that come of it, by key, where they can be read.
    package let records: [Record]

    /// What has to become durable.
    package var batch: Batch {
        var batch = Batch(entries: delta.entries, covered: delta.covered)
        batch.cleared = delta.cleared
        batch.heldBack = delta.heldBack
        batch.released = delta.released
        batch.overwritten = delta.overwritten
        if delta.hasNewFloor { batch.floor = delta.floor }
        return batch
    }
}
