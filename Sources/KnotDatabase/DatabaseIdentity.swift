import KnotModel

/// Which cluster and node a database is of. Decided by whoever makes the database, which only keeps it.
package struct DatabaseIdentity: Sendable, Hashable {
    /// 32 hex digits by default: the label value by which the cluster knows its own in an engine.
    package var cluster: String
    package var node: NodeID

    package init(cluster: String, node: NodeID) {
        self.cluster = cluster
        self.node = node
    }

    /// That of a new node, which is a cluster of its own.
    package static func random() -> DatabaseIdentity {
        var generator = SystemRandomNumberGenerator()
        return DatabaseIdentity(cluster: UID(using: &generator).text, node: NodeID(using: &generator))
    }
}
