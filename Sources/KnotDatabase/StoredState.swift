import KnotModel
import KnotStore

/// What a database holds beside its lane entries.
package struct StoredState: Sendable, Hashable {
    /// A stored entry that could not be read. It stays where it is; nothing is deleted.
    package struct Quarantined: Sendable, Hashable {
        /// The key as stored, which may not be a key that this version knows.
        package var key: String
        package var failure: Failure
        /// An event, which only tells what happened; else a record.
        package var isEvent: Bool
        /// Whether the key is vouched for by its own checksum.
        package var isKeySure: Bool
        /// One lane of a resource, of which others may be readable.
        package var isPart = false

        package init(key: String, failure: Failure, isEvent: Bool = false, isKeySure: Bool = true) {
            self.key = key
            self.failure = failure
            self.isEvent = isEvent
            self.isKeySure = isKeySure
        }
    }

    /// The cluster that its containers belong to.
    package var cluster: String
    /// Which node it is: never changes.
    package var node: NodeID
    /// 32 random bytes: the key of the digests that stand in containers' labels in place of protected values. Empty when the
    /// stored one cannot be read.
    package var labelKey: [UInt8]
    package var covered: VersionVector
    /// The tombstones that were let go.
    package var floor = VersionVector()
    /// Entries that are not merged yet.
    package var held: [LaneEntry] = []
    /// Whether all that is covered is here: nothing that was stored is missing or cannot be read.
    package var isWhole = true
    /// Sorted by key and reason.
    package var events: [Event]
    /// Sorted by key.
    package var quarantined: [Quarantined]
    /// The database was set back, and nobody has accepted it yet.
    package var lost: LostSpan?
    /// Why nothing can be written.
    package var failure: Failure?
    /// What an administrator should know of the database's files, one sentence each; nothing is held back because of it.
    package var notes: [String] = []
    /// The clusters that it was of before, the first one first.
    package var formerClusters: [String] = []
    /// Sorted by key.
    package var adopted: [Adoption] = []
    /// Names of unreadable records that were set aside, and that nobody has given up yet.
    package var discarded: [String] = []
    /// See `Recovery.restamped`.
    package var restamped: [RestampedSpan] = []

    package init(
        cluster: String, node: NodeID, labelKey: [UInt8] = [], covered: VersionVector = VersionVector(),
        events: [Event] = [], quarantined: [Quarantined] = []
    ) {
        self.cluster = cluster
        self.node = node
        self.labelKey = labelKey
        self.covered = covered
        self.events = events
        self.quarantined = quarantined
    }

    /// The replica that a node has of it and its entries when it starts as `origin`.
    package func replica(
        of entries: LaneTable, as origin: Origin, codec: any LaneCodec, changeCapacity: Int
    ) -> Replica {
        var replica = Replica(origin: origin, codec: codec, changeCapacity: changeCapacity)
        var table = entries
        table.restore(covered, floor: floor, held: held)
        replica.load(table, damaged: recovery.quarantine.keys, isWhole: isWhole)
        return replica
    }

    /// The first cluster that it was of, which tells it from other databases whatever cluster it is of now.
    package var origin: String { formerClusters.first ?? cluster }

    /// What a node has to know beside the records.
    package var recovery: Recovery {
        var quarantine = Quarantine()
        for entry in quarantined where !entry.isEvent {
            let key = ResourceKey(entry.key)
            if let key { quarantine.add(key, entry.failure) }
            if key == nil || !entry.isKeySure { quarantine.addUnnamed(entry.failure, isPart: entry.isPart) }
        }
        var recovery = Recovery(
            quarantine: quarantine, lost: lost, failure: failure, adopted: adopted, discarded: discarded)
        recovery.formerClusters = formerClusters.filter { $0 != cluster }
        recovery.restamped = restamped
        return recovery
    }
}
