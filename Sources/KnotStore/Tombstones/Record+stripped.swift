import KnotModel

extension Record {
    /// A tombstone without what nobody asks a tombstone for: fields, and all of its status but that it is gone. Protected
    /// values are remembered as former ones. The same record when it is none.
    package var stripped: Record {
        guard isTombstone, let deletion = spec.value.deletion else { return self }
        var record = self
        record.spec.value = SpecLane(
            uid: uid, fields: [:], owner: spec.value.owner, createdAt: deletion.requestedAt, deletion: deletion,
            former: formerValues(with: [:]))
        guard key.kind.isReconciled, let status else {
            record.status = nil
            return record
        }
        record.status = Register(
            Status(uid: uid, node: status.value.node, phase: .gone, observedRevision: revision), stamp: status.stamp)
        return record
    }
}
