import KnotModel

/// Every record a node knows, in memory. What it answers is always in key order, whatever order things came in.
///
/// A value: a copy is a snapshot that later writes do not touch. Of deleted resources only their tombstones are kept, in
/// few bytes each.
package struct Store: Sendable {
    /// What a record's fields name, besides the template of a space, which the store finds by itself.
    package typealias References = @Sendable (Record) -> Set<ResourceKey>

    /// How long a tombstone is kept: longer than the longest partition to survive.
    package static let tombstoneLife: Int64 = 7 * 24 * 3_600_000

    private var byKind: [Kind: SortedMap<ResourceKey, Record>] = [:]
    private var indexes = RecordIndexes()
    private var tombstones: SortedMap<ResourceKey, Tombstone> = SortedMap()
    /// Tombstones of variables that had protected values: these are hidden for as long as containers may hold them.
    private var secretTombstones: SortedMap<ResourceKey, Record> = SortedMap()
    private var names = Tombstone.Names()
    /// How many resources there are by who wrote them, tombstones included.
    private var counts: SortedMap<String, Int> = SortedMap()
    /// The latest stamp of any lane of any record.
    package private(set) var latest: Stamp?

    package init(_ records: some Sequence<Record> = []) {
        for record in records { replace(record) }
    }

    /// The record of `key`; of a deleted resource, what its tombstone remembers.
    package subscript(key: ResourceKey) -> Record? {
        byKind[key.kind]?[key] ?? tombstones[key]?.record(key, names) ?? secretTombstones[key]
    }

    /// Has records found by what they name, also by what only `references` can read. For those that are there, it is read
    /// anew.
    package mutating func index(by references: @escaping References) {
        indexes.read(by: references, byKind.values.lazy.flatMap { $0.values })
    }

    package func contains(_ key: ResourceKey) -> Bool {
        byKind[key.kind]?.contains(key) ?? false || tombstones.contains(key) || secretTombstones.contains(key)
    }

    /// Takes a record in place of the known one of its key.
    package mutating func replace(_ record: Record) {
        latest = max(latest ?? record.latest, record.latest)
        put(record)
    }

    private mutating func put(_ record: Record) {
        let key = record.key
        if !record.isTombstone, let known = byKind[key.kind]?[key] {
            count(known.spec.value.owner, record.spec.value.owner)
            indexes.replace(known, with: record)
            byKind[key.kind]?[key] = record
            return
        }
        remove(key)
        count(nil, record.spec.value.owner)
        if record.gone?.former != nil {
            secretTombstones[key] = record.stripped
        } else if let tombstone = Tombstone(record, &names) {
            tombstones[key] = tombstone
        } else {
            byKind[key.kind, default: SortedMap()][key] = record
            indexes.replace(nil, with: record)
        }
    }

    /// Forgets a record. Only for tombstones whose time is over, and for what an administrator gave up.
    package mutating func remove(_ key: ResourceKey) {
        let live = byKind[key.kind]?.removeValue(forKey: key)
        if let live { indexes.replace(live, with: nil) }
        let gone = tombstones.removeValue(forKey: key)
        let secret = secretTombstones.removeValue(forKey: key)
        guard let owner = live?.spec.value.owner ?? gone?.owner(names) ?? secret?.spec.value.owner else { return }
        count(owner, nil)
    }

    private mutating func count(_ old: SpecOwner?, _ new: SpecOwner?) {
        guard old != new else { return }
        if let old, let count = counts[old.text] { counts[old.text] = count > 1 ? count - 1 : nil }
        if let new { counts[new.text] = (counts[new.text] ?? 0) + 1 }
    }

    /// Bytes that a tombstone takes at most, but for a name of more than 15 bytes: its entry in pieces of which each is
    /// at least half full, as long as no tombstones are forgotten.
    package static var mostBytesPerTombstone: Int { MemoryLayout<SortedMap<ResourceKey, Tombstone>.Element>.stride * 2 }

    /// Variables, live and deleted, that have or had values.
    package var variables: [Record] { records(of: .variable) + secretTombstones.values }

    /// How many resources there are of an owner's, with those deleted whose tombstones are kept still.
    package func count(of owner: SpecOwner) -> Int { counts[owner.text] ?? 0 }

    /// The live resources of one kind, by key.
    package func records(of kind: Kind) -> [Record] { byKind[kind].map { Array($0.values) } ?? [] }

    /// The keys of the live resources of one kind, in order.
    package func keys(of kind: Kind) -> [ResourceKey] { byKind[kind].map { Array($0.keys) } ?? [] }

    /// How many live resources of one kind there are.
    package func count(of kind: Kind) -> Int { byKind[kind]?.count ?? 0 }

    /// At most `limit` live resources of one kind, from `key` on, or from the first.
    package func page(of kind: Kind, from key: ResourceKey?, limit: Int) -> [Record] {
        byKind[kind].map { $0.entries(from: key).prefix(limit).map(\.value) } ?? []
    }

    /// The live resources of one kind and one user, who is in their keys; of kinds without owner those of nobody.
    package func records(of kind: Kind, ownedBy user: String) -> some Sequence<Record> {
        (byKind[kind] ?? SortedMap()).entries(from: ResourceKey(kind, owner: user, name: ""))
            .lazy.prefix { $0.key.owner == user }.map(\.value)
    }

    /// Names of live resources that may have been meant by `key`, of the same kind and user: for hints. Of more than a
    /// thousand, those of the first thousand.
    package func names(near key: ResourceKey) -> [String] {
        records(of: key.kind, ownedBy: key.owner).prefix(1_000).map(\.key.name)
    }

    /// The live spaces made from a template, in order.
    package func spaces(ofTemplate name: String) -> [ResourceKey] {
        indexes.holders.keys(under: ResourceKey(.template, name: name), of: .space)
    }

    /// The live resources that name `key`, in order.
    package func holders(of key: ResourceKey) -> [ResourceKey] { indexes.holders.keys(under: key) }

    /// The live resources that an owner wrote, in order.
    package func keys(writtenBy owner: SpecOwner) -> [ResourceKey] { indexes.writers.keys(under: owner.text) }

    /// The live resources of one kind that are placed on a node, or that have no place yet, in order.
    package func keys(of kind: Kind, on node: NodeID?) -> [ResourceKey] {
        indexes.places.keys(under: node ?? RecordIndexes.nowhere, of: kind)
    }

    /// How many live spaces there are in each phase; those without a status are pending.
    package var phases: [Status.Phase: Int] { indexes.phases }

    /// Everything, tombstones included, by key.
    package var all: [Record] {
        let gone = tombstones.entries().map { $0.value.record($0.key, names) }
        return (byKind.values.flatMap { Array($0.values) } + gone + secretTombstones.values).sorted { $0.key < $1.key }
    }

    /// The keys of everything, tombstones included, in order.
    package var keys: [ResourceKey] {
        (byKind.values.flatMap { Array($0.keys) } + tombstones.keys + secretTombstones.keys).sorted()
    }

    /// Tombstones older than `tombstoneLife`, by key.
    package func expiredTombstones(at wall: WallTime) -> [ResourceKey] {
        let ticks =
            tombstones.entries().map { ($0.key, $0.value.ticks) }
            + secretTombstones.entries().map { ($0.key, $0.value.latest.ticks) }
        return ticks.filter { Int64($1 >> 16) + Self.tombstoneLife < wall.milliseconds }.map(\.0).sorted()
    }
}
