import KnotModel
import KnotPlan
import KnotStore

extension Admission {
    /// Gives each resource the uid and the epoch that the labels of its container or volumes carry, so that what runs is
    /// its own and goes on: all of them, or none.
    mutating func adopt(_ takeovers: [Takeover]) -> Reply {
        var refusals: [Refusal] = []
        var changes: [ResourceChange] = []
        var named: Set<ResourceKey> = []
        for takeover in takeovers.sorted(by: { $0.key < $1.key }) {
            let key = takeover.key
            if let failure = obstacle(to: takeover, isNew: named.insert(key).inserted) {
                refusals.append(Refusal(key: key, failure: failure))
                continue
            }
            guard var record = staging.live(key) else { continue }
            observe(takeover.revision)
            let isOther = record.uid != takeover.uid
            record.spec.value.uid = takeover.uid
            // It is not made anew for a restart that was asked for while it could not be had.
            record.spec.value.restart = takeover.restart
            if takeover.isRunning, key.kind == .space { record.space[.running] = true }
            record.spec.stamp = stamp()
            record.placement = Register(
                Placement(node: setting.node, engine: takeover.engine, epoch: takeover.epoch), stamp: stamp())
            if isOther { record.status = nil }
            staging[key] = record
            if takeover.cluster != setting.cluster { adopted.append(Adoption(key: key, cluster: takeover.cluster)) }
            changes.append(ResourceChange(key: key, verb: .configured, revision: record.revision))
        }
        return refusals.isEmpty ? .changes(changes) : .refused(refusals)
    }

    private func obstacle(to takeover: Takeover, isNew: Bool) -> Failure? {
        let key = takeover.key
        guard isNew else {
            return Failure(
                .invalid, subject: key.description, "\(key) is named twice; name the cluster that is meant with --from")
        }
        guard key.kind.isReconciled, let record = staging.live(key) else {
            if let failure = setting.quarantine[key] { return failure }
            return Failure(
                .notFound, subject: key.description,
                "there is no \(key) in this database; apply its manifest, then repeat")
        }
        if record.isDeleting { return beingDeleted(key) }
        guard !takeover.uid.text.isEmpty, takeover.epoch > 0 else {
            return Failure(
                .invalid, subject: key.description,
                "the labels of what is there of \(key) are not whole; nothing was done")
        }
        guard record.uid != takeover.uid, let name = setting.ownContainer(key) else { return nil }
        return Failure(
            .conflict, subject: key.description,
            "\(key) has container \(name) already; stop it with 'knot space stop \(key.name)', then repeat")
    }
}
