import KnotDatabase
import KnotModel
import KnotPlan
import KnotStore
import Synchronization

/// What of other clusters is this node's, shared by its engines: what was taken over, key by key, and what the node made
/// before it came to the cluster that it is of now.
package final class AdoptionBook: Sendable {
    private let adopted: Mutex<Set<Adoption>>
    private let formers: Set<String>
    /// The cluster that the node began.
    private let firstCluster: String?
    private let restamps: Int

    /// - Parameters:
    ///   - formers: The clusters that this node's database was of before.
    ///   - firstCluster: See `Tenant.firstCluster`.
    ///   - restamps: See `Ownership.restamps`.
    package init(
        _ adopted: [Adoption] = [], formers: [String] = [], firstCluster: String? = nil, restamps: Int = 0
    ) {
        self.adopted = Mutex(Set(adopted))
        self.formers = Set(formers)
        self.firstCluster = firstCluster
        self.restamps = restamps
    }

    package convenience init(_ state: StoredState) {
        self.init(
            state.adopted, formers: state.recovery.formerClusters, firstCluster: state.origin,
            restamps: state.restamped.count)
    }

    package func add(_ more: [Adoption]) {
        guard !more.isEmpty else { return }
        adopted.withLock { $0.formUnion(more) }
    }

    /// The clusters of which something may be this node's, sorted.
    var clusters: [String] { adopted.withLock { formers.union($0.map(\.cluster)) }.sorted() }

    var isEmpty: Bool { formers.isEmpty && adopted.withLock(\.isEmpty) }

    /// The clusters of which something of a resource may be this node's, sorted.
    func clusters(of key: ResourceKey) -> [String] {
        formers.union(adopted.withLock { $0.filter { $0.key == key } }.map(\.cluster)).sorted()
    }

    /// Whether the node's database was of this cluster before.
    func isFormer(_ cluster: String) -> Bool { formers.contains(cluster) }

    /// Whether something is `node`'s although its labels name another cluster. What was taken over names an earlier node.
    func has(_ ownership: Ownership, _ node: NodeID?) -> Bool {
        let former = Tenant(cluster: ownership.cluster, node: node, firstCluster: firstCluster)
        return formers.contains(ownership.cluster) && former.owns(ownership)
            || contains(ownership.key, from: ownership.cluster)
    }

    /// The labels of something that is `tenant`'s although they name another cluster, as if it had made it. What was taken
    /// over has stamps that the database has taken over as they are.
    package func owned(_ ownership: Ownership, by tenant: Tenant) -> Ownership {
        var owned = ownership
        (owned.cluster, owned.node) = (tenant.cluster, tenant.node)
        if !isFormer(ownership.cluster) { owned.restamps = restamps }
        return owned
    }

    /// Whether something of the resource may be this node's although it is of another cluster.
    func mayHave(_ key: ResourceKey, from cluster: String) -> Bool {
        formers.contains(cluster) || contains(key, from: cluster)
    }

    private func contains(_ key: ResourceKey, from cluster: String) -> Bool {
        adopted.withLock { $0.contains(Adoption(key: key, cluster: cluster)) }
    }
}
