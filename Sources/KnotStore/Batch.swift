import KnotModel

/// One atomic write to a database: all of it becomes durable, or none.
package struct Batch: Sendable, Hashable {
    /// Replace what is stored under each record's key.
    package var records: [Record]
    /// Forget these keys: tombstones whose time is over.
    package var removed: [ResourceKey]
    /// Replace the stored event of the same resource and reason.
    package var events: [Event]
    /// Remember that these were taken over from another cluster.
    package var adopted: [Adoption] = []
    /// Remember that the database was set back; it is forgotten when an administrator accepts the database.
    package var lost: LostSpan?

    package init(records: [Record] = [], removed: [ResourceKey] = [], events: [Event] = []) {
        self.records = records
        self.removed = removed
        self.events = events
    }

    package var isEmpty: Bool {
        records.isEmpty && removed.isEmpty && events.isEmpty && adopted.isEmpty && lost == nil
    }
}
