import KnotModel

/// What a commit made of one resource.
package struct ReplicaChange: Sendable, Hashable {
    package var key: ResourceKey
    package var old: Record?
    /// `nil` when there is no record: its `spec` has not come yet, or cannot be read, or nothing is left of it.
    package var new: Record?

    package init(key: ResourceKey, old: Record?, new: Record?) {
        self.key = key
        self.old = old
        self.new = new
    }
}
