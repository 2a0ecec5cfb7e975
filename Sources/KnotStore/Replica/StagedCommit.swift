import KnotModel

/// What this node is about to write: to be stored, then taken in by `Replica.commit`, or forgotten.
package struct StagedCommit: Sendable, Hashable {
    package let push: Push
    /// The records that come of it, by key.
    let recordsByKey: [EntryKey: Record]

    package init(push: Push, records: [EntryKey: Record]) {
        self.push = push
        recordsByKey = records
    }

    /// In no order.
    package var records: [Record] { Array(recordsByKey.values) }

    /// What is covered once the push is stored.
    package var covered: VersionVector {
        var vector = VersionVector()
        vector.cover(push.origin, to: push.range.upperBound)
        return vector
    }
}
