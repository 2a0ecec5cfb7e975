import KnotModel

/// One atomic write to a database: all of it becomes durable, or none.
package struct Batch: Sendable, Hashable {
    /// Forget what is stored of these keys, before `entries` are stored.
    package var cleared: [EntryKey] = []
    /// Each replaces the stored entry of its key and lane. One of another object, or that says that its object is over,
    /// replaces all entries of its key.
    package var entries: [LaneEntry]
    /// What is covered once the entries are stored, in addition to what was.
    package var covered: VersionVector
    /// The tombstones that were let go; `nil` when it stays what it was.
    package var floor: VersionVector?
    /// Store these beside the others, because they are not merged yet.
    package var heldBack: [LaneEntry] = []
    /// These are held back no longer.
    package var released: [LaneEntry] = []
    /// Remember these for the history of their resources, each the last ten.
    package var overwritten: [LostWrite] = []
    /// Forget the events of these: of tombstones whose time is over.
    package var removed: [ResourceKey]
    /// Replace the stored event of the same resource and reason.
    package var events: [Event]
    /// Remember that these were taken over from another cluster.
    package var adopted: [Adoption] = []
    /// Remember that the database was set back; it is forgotten when an administrator accepts the database.
    package var lost: LostSpan?

    package init(
        entries: [LaneEntry] = [], covered: VersionVector = VersionVector(), removed: [ResourceKey] = [],
        events: [Event] = []
    ) {
        self.entries = entries
        self.covered = covered
        self.removed = removed
        self.events = events
    }

    package var isEmpty: Bool {
        entries.isEmpty && removed.isEmpty && events.isEmpty && adopted.isEmpty && lost == nil && cleared.isEmpty
            && covered.origins.isEmpty && floor == nil && heldBack.isEmpty && released.isEmpty && overwritten.isEmpty
    }
}
