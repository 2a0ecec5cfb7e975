import KnotEngine
import KnotModel
import KnotPlan

/// What a node remembers of one directory that it made, or was about to make: one file of the registry.
struct DirectoryEntry: Sendable, Hashable, Codable {
    struct User: Sendable, Hashable, Codable {
        var cluster: String
        /// `nil` where an earlier version made it.
        var node: NodeID?
        var key: ResourceKey
        /// The object of that name it was last made for.
        var uid: UID
        /// The path as the space's template came to, before links are resolved.
        var path: String

        /// Whether it is the resource's, of the tenant: see `Tenant.owns`.
        func isOf(_ key: ResourceKey, _ tenant: Tenant) -> Bool {
            self.key == key && tenant.owns(cluster: cluster, node: node)
        }
    }

    /// Where it really lies, links resolved.
    var path: String
    /// Which directory it is; `nil` until it is made. What is found under the path later and is another one, somebody
    /// else has put there: it is left alone.
    var identity: RecordedIdentity?
    var users: [User]
}
