import KnotModel

/// Whose things an engine is asked for: those of one node of a cluster. Several servers may share an engine, and each leaves
/// alone what is the others'.
package struct Tenant: Sendable, Hashable {
    package var cluster: String
    /// `nil` is any node of the cluster.
    package var node: NodeID?
    /// The cluster that the node began. What names no node was made by an earlier version, when a cluster had one node: it
    /// is of that one.
    package var firstCluster: String

    /// - Parameter firstCluster: This cluster by default.
    package init(cluster: String, node: NodeID? = nil, firstCluster: String? = nil) {
        self.cluster = cluster
        self.node = node
        self.firstCluster = firstCluster ?? cluster
    }

    /// Whether something is the tenant's.
    package func owns(_ ownership: Ownership) -> Bool { owns(cluster: ownership.cluster, node: ownership.node) }

    package func owns(cluster: String, node: NodeID?) -> Bool {
        guard cluster == self.cluster else { return false }
        guard let own = self.node else { return true }
        return node.map { $0 == own } ?? (cluster == firstCluster)
    }
}
