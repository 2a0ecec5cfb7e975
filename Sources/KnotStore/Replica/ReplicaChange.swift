import KnotModel

/// What a commit made of one resource.
package struct ReplicaChange: Sendable, Hashable {
    package var key: ResourceKey
    package var old: Record?
    /// `nil` when there is no record: its `spec` has not come yet, or cannot be read.
    package var new: Record?
    /// Entries of `spec` that were superseded though the writer of what superseded them had not seen them.
    package var overwritten: [LaneEntry]

    package init(key: ResourceKey, old: Record?, new: Record?, overwritten: [LaneEntry] = []) {
        self.key = key
        self.old = old
        self.new = new
        self.overwritten = overwritten
    }
}
