import KnotModel

/// Every record a node knows, in memory. What it answers is always in key order, whatever order things came in.
///
/// A value: a copy is a snapshot that later writes do not touch.
package struct Store: Sendable {
    /// How long a tombstone is kept: longer than the longest partition to survive.
    package static let tombstoneLife: Int64 = 7 * 24 * 3_600_000

    private var byKind: [Kind: [ResourceKey: Record]] = [:]
    /// The latest stamp of any lane of any record.
    package private(set) var latest: Stamp?

    package init(_ records: some Sequence<Record> = []) {
        for record in records { merge(record) }
    }

    /// The record of `key`, tombstone or not.
    package subscript(key: ResourceKey) -> Record? { byKind[key.kind]?[key] }

    /// Takes in a record, lane by lane. Returns whether anything changed.
    @discardableResult
    package mutating func merge(_ record: Record) -> Bool {
        latest = max(latest ?? record.latest, record.latest)
        guard var known = byKind[record.key.kind]?[record.key] else {
            byKind[record.key.kind, default: [:]][record.key] = record
            return true
        }
        guard known.merge(record) else { return false }
        byKind[record.key.kind, default: [:]][record.key] = known
        return true
    }

    /// Forgets a record. Only for tombstones whose time is over.
    package mutating func remove(_ key: ResourceKey) {
        byKind[key.kind]?[key] = nil
    }

    /// The live resources of one kind, by key.
    package func records(of kind: Kind) -> [Record] {
        (byKind[kind] ?? [:]).values.filter { !$0.isTombstone }.sorted { $0.key < $1.key }
    }

    /// Everything, tombstones included, by key.
    package var all: [Record] {
        byKind.values.flatMap(\.values).sorted { $0.key < $1.key }
    }

    /// What changed after `stamp`, tombstones included, oldest change first.
    package func changed(since stamp: Stamp) -> [Record] {
        byKind.values.flatMap(\.values).filter { $0.latest > stamp }
            .sorted { ($0.latest, $0.key) < ($1.latest, $1.key) }
    }

    /// Tombstones older than `tombstoneLife`, by key.
    package func expiredTombstones(at wall: WallTime) -> [ResourceKey] {
        byKind.values.flatMap(\.values)
            .filter { $0.isTombstone && $0.latest.wall.milliseconds + Self.tombstoneLife < wall.milliseconds }
            .map(\.key).sorted()
    }
}
