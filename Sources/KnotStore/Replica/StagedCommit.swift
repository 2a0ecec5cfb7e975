import KnotModel

/// What this node is about to write: to be stored, then taken in by `Replica.commit`, or forgotten.
package struct StagedCommit: Sendable, Hashable {
    package let push: Push
    /// The records that come of it, in the order in which they were prepared.
    package let records: [Record]

    /// What is covered once the push is stored.
    package var covered: VersionVector {
        var vector = VersionVector()
        vector.cover(push.origin, to: push.range.upperBound)
        return vector
    }
}
