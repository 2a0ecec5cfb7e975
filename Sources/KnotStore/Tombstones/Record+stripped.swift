import KnotModel

extension Record {
    /// A tombstone without what nobody asks a tombstone for: fields, and all of its status but that it is gone. Its lanes
    /// have one stamp, the latest. Protected values are remembered as former ones. The same record when it is none.
    package var stripped: Record { gone.map { Record(key, uid: uid, $0, stamp: latest) } ?? self }

    /// What a tombstone remembers; `nil` of another record.
    package var gone: Gone? {
        guard isTombstone, let deletion = spec.value.deletion else { return nil }
        return Gone(
            owner: spec.value.owner, deletion: deletion, placement: placement?.value, former: formerValues(with: [:]))
    }

    /// The tombstone that remembers this.
    package init(_ key: ResourceKey, uid: UID, _ gone: Gone, stamp: Stamp) {
        let lane = SpecLane(
            uid: uid, fields: [:], owner: gone.owner, createdAt: gone.deletion.requestedAt, deletion: gone.deletion,
            former: gone.former)
        self.init(
            key: key, spec: Register(lane, stamp: stamp),
            placement: gone.placement.map { Register($0, stamp: stamp) })
        guard key.kind.isReconciled else { return }
        status = Register(
            Status(uid: uid, node: stamp.node, phase: .gone, observedRevision: stamp), stamp: stamp)
    }
}
