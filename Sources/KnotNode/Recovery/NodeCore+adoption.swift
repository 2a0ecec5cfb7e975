import KnotAdmission
import KnotModel
import KnotPlan
import KnotStore

extension NodeCore {
    /// Whether something of this cluster, with these labels, is left alone because the database does not know it.
    package func isUnknown(_ ownership: Ownership) -> Bool { doubt(current(ownership)) != nil }

    /// Whether something of another cluster, with these labels, counts as this one's own.
    package func isTakenOver(_ ownership: Ownership) -> Bool {
        recovery.adopted.contains(Adoption(key: ownership.key, cluster: ownership.cluster))
            || recovery.formerClusters.contains { configuration.tenant(of: $0).owns(ownership) }
    }

    /// Why a resource cannot go on with this; `nil` when it can.
    package func obstacle(to takeover: Takeover) -> Failure? {
        var admission = makeAdmission(takeover.revision.wall)
        guard case .refused(let refusals) = admission.decide(.adopt([takeover])) else { return nil }
        return refusals.first?.failure
    }
}
