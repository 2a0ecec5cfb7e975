import KnotModel

/// What a database holds.
package struct StoredState: Sendable, Hashable {
    /// A stored entry that could not be read. It stays where it is; nothing is deleted.
    package struct Quarantined: Sendable, Hashable {
        /// The key as stored, which may not be a key that this version knows.
        package var key: String
        package var failure: Failure

        package init(key: String, failure: Failure) {
            self.key = key
            self.failure = failure
        }
    }

    /// 32 random hex digits made when the database was: the cluster that its containers belong to.
    package var cluster: String
    /// The name this node was given when the database was made.
    package var node: NodeID
    /// 32 random bytes: the key of the digests that stand in containers' labels in place of protected values. Empty when the
    /// stored one cannot be read.
    package var labelKey: [UInt8]
    /// Sorted by key.
    package var records: [Record]
    /// Sorted by key and reason.
    package var events: [Event]
    /// Sorted by key.
    package var quarantined: [Quarantined]

    package init(
        cluster: String, node: NodeID, labelKey: [UInt8] = [], records: [Record] = [], events: [Event] = [],
        quarantined: [Quarantined] = []
    ) {
        self.cluster = cluster
        self.node = node
        self.labelKey = labelKey
        self.records = records
        self.events = events
        self.quarantined = quarantined
    }
}
