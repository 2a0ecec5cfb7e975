import KnotModel

/// What another cluster's labels say of a resource that this server has taken over: containers and volumes with them
/// count as its own, until they are made anew with its own labels.
package struct Adoption: Sendable, Hashable, Codable {
    package var key: ResourceKey
    /// The cluster id that the labels name.
    package var cluster: String

    package init(key: ResourceKey, cluster: String) {
        self.key = key
        self.cluster = cluster
    }
}

extension Adoption: Comparable {
    package static func < (a: Self, b: Self) -> Bool { (a.key, a.cluster) < (b.key, b.cluster) }
}
