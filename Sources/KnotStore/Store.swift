import KnotModel

/// Every record a node knows, in memory. What it answers is always in key order, whatever order things came in.
///
/// A value: a copy is a snapshot that later writes do not touch. Of deleted resources only their tombstones are kept, in
/// few bytes each.
package struct Store: Sendable {
    /// How long a tombstone is kept: longer than the longest partition to survive.
    package static let tombstoneLife: Int64 = 7 * 24 * 3_600_000

    private var byKind: [Kind: SortedMap<ResourceKey, Record>] = [:]
    /// The live spaces of each template, by its name.
    private var spacesByTemplate: [String: SortedMap<ResourceKey, Void>] = [:]
    private var tombstones: [ResourceKey: Tombstone] = [:]
    /// Tombstones of variables that had protected values: these are hidden for as long as containers may hold them.
    private var secretTombstones: [ResourceKey: Record] = [:]
    private var names = Tombstone.Names()
    /// Resources by who wrote them, tombstones included.
    private var counts: [SpecOwner: Int] = [:]
    /// The latest stamp of any lane of any record.
    package private(set) var latest: Stamp?

    package init(_ records: some Sequence<Record> = []) {
        for record in records { replace(record) }
    }

    /// The record of `key`; of a deleted resource, what its tombstone remembers.
    package subscript(key: ResourceKey) -> Record? {
        byKind[key.kind]?[key] ?? tombstones[key]?.record(key, names) ?? secretTombstones[key]
    }

    package func contains(_ key: ResourceKey) -> Bool {
        byKind[key.kind]?.contains(key) ?? false || tombstones[key] != nil || secretTombstones[key] != nil
    }

    /// Takes a record in place of the known one of its key.
    package mutating func replace(_ record: Record) {
        latest = max(latest ?? record.latest, record.latest)
        put(record)
    }

    private mutating func put(_ record: Record) {
        let key = record.key
        if !record.isTombstone, let known = byKind[key.kind]?[key], known.spec.value.owner == record.spec.value.owner,
            Self.template(of: known) == Self.template(of: record)
        {
            byKind[key.kind]?[key] = record
            return
        }
        remove(key)
        counts[record.spec.value.owner, default: 0] += 1
        if record.gone?.former != nil {
            secretTombstones[key] = record.stripped
        } else if let tombstone = Tombstone(record, &names) {
            tombstones[key] = tombstone
        } else {
            byKind[key.kind, default: SortedMap()][key] = record
            if let template = Self.template(of: record) {
                spacesByTemplate[template, default: SortedMap()][key] = ()
            }
        }
    }

    /// The name of the template that a space is made from.
    private static func template(of record: Record) -> String? {
        record.key.kind == .space ? record.spec.value.fields["template"]?.string : nil
    }

    /// Forgets a record. Only for tombstones whose time is over.
    package mutating func remove(_ key: ResourceKey) {
        let live = byKind[key.kind]?.removeValue(forKey: key)
        if let template = live.flatMap(Self.template) {
            spacesByTemplate[template]?.removeValue(forKey: key)
            if spacesByTemplate[template]?.isEmpty ?? false { spacesByTemplate[template] = nil }
        }
        let gone = tombstones.removeValue(forKey: key)
        let secret = secretTombstones.removeValue(forKey: key)
        guard let owner = live?.spec.value.owner ?? gone?.owner(names) ?? secret?.spec.value.owner,
            let count = counts[owner]
        else { return }
        counts[owner] = count > 1 ? count - 1 : nil
    }

    /// Bytes that a tombstone takes at most, but for a name of more than 15 bytes: its entry in a hash table that is at
    /// most three quarters full and doubles.
    package static var mostBytesPerTombstone: Int {
        (MemoryLayout<ResourceKey>.stride + MemoryLayout<Tombstone>.stride) * 8 / 3
    }

    /// Variables, live and deleted, that have or had values.
    package var variables: [Record] { records(of: .variable) + secretTombstones.values.sorted { $0.key < $1.key } }

    /// How many resources there are of an owner's, with those deleted whose tombstones are kept still.
    package func count(of owner: SpecOwner) -> Int { counts[owner] ?? 0 }

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

    /// The live spaces made from a template, in order.
    package func spaces(ofTemplate name: String) -> [ResourceKey] {
        spacesByTemplate[name].map { Array($0.keys) } ?? []
    }

    /// Everything, tombstones included, by key.
    package var all: [Record] {
        (byKind.values.flatMap { Array($0.values) } + tombstones.map { $1.record($0, names) } + secretTombstones.values)
            .sorted { $0.key < $1.key }
    }

    /// The keys of everything, tombstones included, in order.
    package var keys: [ResourceKey] {
        (byKind.values.flatMap { Array($0.keys) } + tombstones.keys + secretTombstones.keys).sorted()
    }

    /// Tombstones older than `tombstoneLife`, by key.
    package func expiredTombstones(at wall: WallTime) -> [ResourceKey] {
        let ticks = tombstones.map { ($0, $1.ticks) } + secretTombstones.map { ($0, $1.latest.ticks) }
        return ticks.filter { Int64($1 >> 16) + Self.tombstoneLife < wall.milliseconds }.map(\.0).sorted()
    }
}
