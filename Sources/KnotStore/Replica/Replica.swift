import KnotModel

/// A node's copy of what all nodes share: the lane entries, and the records that they say.
///
/// Writes go in two steps: `prepare` makes the entries that have to become durable, `commit` takes them in once they are.
/// One commit is prepared at a time. What other nodes wrote is kept byte for byte, also where it cannot be read.
package struct Replica: Sendable {
    package let origin: Origin
    /// The records. Read-only to all others.
    package private(set) var store = Store()
    package private(set) var table = LaneTable()
    package private(set) var hashes = BucketHashes()
    package private(set) var changes: ChangeLog
    /// Resources whose entries cannot be read, with why. Nothing of them is written.
    package private(set) var unreadable: [ResourceKey: Failure] = [:]
    /// Of these the database could not tell all entries: no record is made of the others.
    private var damaged: Set<ResourceKey> = []
    /// Keys of kinds that this version knows whose rest is no name.
    package private(set) var unnamed: [EntryKey] = []
    private let codec: any LaneCodec

    /// - Parameters:
    ///   - origin: of this start; its incarnation was never used before.
    ///   - changeCapacity: how many changes a reader may be behind.
    package init(origin: Origin, codec: any LaneCodec, changeCapacity: Int) {
        self.origin = origin
        self.codec = codec
        changes = ChangeLog(node: origin.node, boot: origin.incarnation, capacity: changeCapacity)
    }

    /// Takes in what a database holds. Only before anything else; nothing of it counts as a change.
    ///
    /// - Parameter damaged: Resources of which the database could not tell all entries.
    package mutating func load(
        _ entries: some Sequence<LaneEntry>, _ vector: VersionVector, damaged: [ResourceKey: Failure] = [:]
    ) {
        var table = LaneTable()
        for entry in entries { table.merge(entry) }
        load(table, vector, damaged: damaged)
    }

    /// The same of entries that are in a table already.
    package mutating func load(
        _ stored: LaneTable, _ vector: VersionVector, damaged: [ResourceKey: Failure] = [:]
    ) {
        unreadable = damaged
        self.damaged = Set(damaged.keys)
        table = stored
        table.restore(vector)
        for key in table.keys {
            for entry in table[key]?.entries ?? [] { hashes.add(entry) }
            view(key)
            // Of what was created here the spec was stored with the rest. What a peer created may be on its way.
            guard let resource = key.resource, !store.contains(resource), unreadable[resource] == nil else { continue }
            unreadable[resource] = Self.partial(key)
        }
    }

    private static func partial(_ key: EntryKey) -> Failure {
        Failure(
            .recordUnreadable, subject: key.description,
            "only a part of \(key) is stored, so nothing of it is touched; put a backup of the database in place, or set it "
                + "aside with 'knot admin discard \(key)'")
    }

    /// Has records read in another way than they were written. The entries stay as they are.
    package mutating func amend(_ amended: (Record) -> Record) {
        for record in store.all {
            let new = amended(record)
            if new != record { store.replace(new) }
        }
    }

    /// The entries that turn what is stored into these records, each of another key: of the lanes that change. Nothing is
    /// taken in. `nil` when nothing changes. Throws when one cannot be written, and when what is stored of it cannot be
    /// read.
    package func prepare(_ records: [Record]) throws(Failure) -> StagedCommit? {
        var entries: [LaneEntry] = []
        for record in records {
            if let failure = unreadable[record.key] { throw failure }
            let key = EntryKey(record.key)
            let known = table[key].flatMap { $0.object.uid == record.uid ? $0 : nil }
            // What nobody knows yet is created by this commit.
            let object = known?.object ?? ObjectID(created: record.spec.stamp, uid: record.uid)
            for write in record.writes(from: store[record.key]) {
                let value = try codec.encode(write.content, of: record.key, lane: write.lane)
                let entry = LaneEntry(
                    key: key, lane: write.lane, object: object, stage: write.stage, epoch: write.epoch,
                    stamp: write.stamp, base: known?[write.lane]?.stamp, origin: origin, sequence: 0, value: value)
                if table.dominates(entry) { throw Self.outdone(entry) }
                entries.append(entry)
            }
        }
        return table.prepare(entries, as: origin).map { StagedCommit(push: $0, records: records.map(\.stripped)) }
    }

    private static func outdone(_ entry: LaneEntry) -> Failure {
        Failure(
            .conflict, subject: entry.key.description,
            "the \(entry.lane) of \(entry.key) was not written: what is stored of it is later. The clock of this server or "
                + "of another one may be wrong")
    }

    /// Takes in a commit of this node that has become durable. Returns what changed, by key.
    @discardableResult
    package mutating func commit(_ staged: StagedCommit) -> [ReplicaChange] { commit(staged.push, staged.records) }

    /// Takes in a commit of another node that has become durable. Returns what changed, by key.
    @discardableResult
    package mutating func commit(_ push: Push) -> [ReplicaChange] { commit(push, []) }

    private mutating func commit(_ push: Push, _ records: [Record]) -> [ReplicaChange] {
        let staged = Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
        var overwritten: [EntryKey: [LaneEntry]] = [:]
        var keys: Set<EntryKey> = []
        /// Keys of which not every entry was taken: what comes of them is not what was staged.
        var contested: Set<EntryKey> = []
        for (entry, merge) in zip(push.entries, table.take(push)) {
            note(merge, entry)
            if let loser = Self.unseen(entry, merge) { overwritten[entry.key, default: []].append(loser) }
            if case .taken = merge { keys.insert(entry.key) } else { contested.insert(entry.key) }
        }
        return keys.union(overwritten.keys).sorted().compactMap { key in
            guard let resource = key.resource else { return nil }
            let old = store[resource]
            if let record = staged[resource], !contested.contains(key) { store.replace(record) } else { view(key) }
            let new = store[resource]
            let losers = overwritten[key] ?? []
            guard old != new || !losers.isEmpty else { return nil }
            if old != new { changes.append(resource) }
            return ReplicaChange(key: resource, old: old, new: new, overwritten: losers)
        }
    }

    /// Forgets a resource: a tombstone whose time is over, or what an administrator gave up.
    package mutating func remove(_ key: ResourceKey) {
        for entry in table.remove(EntryKey(key)) { hashes.remove(entry) }
        store.remove(key)
        unreadable[key] = nil
        damaged.remove(key)
    }

    /// The entry of `spec` that loses in a merge and was not seen by the winner's writer.
    private static func unseen(_ entry: LaneEntry, _ merge: LaneMerge) -> LaneEntry? {
        guard entry.lane == .spec else { return nil }
        switch merge {
        case .superseded(by: let winner?): return winner.overwritesUnseen(entry) ? entry : nil
        case .taken(let replaced):
            return replaced.first { $0.lane == .spec && $0.object == entry.object && entry.overwritesUnseen($0) }
        case .known, .superseded(by: nil): return nil
        }
    }

    private mutating func note(_ merge: LaneMerge, _ entry: LaneEntry) {
        guard case .taken(let replaced) = merge else { return }
        for old in replaced { hashes.remove(old) }
        hashes.add(entry)
    }

    /// Makes the record of a key anew from its entries.
    private mutating func view(_ key: EntryKey) {
        guard let set = table[key] else { return }
        guard let resource = key.resource else {
            if Kind(rawValue: key.kind) != nil, !unnamed.contains(key) { unnamed.append(key) }
            return
        }
        guard !damaged.contains(resource) else { return }
        var lanes: [(lane: LaneName, content: LaneContent, stamp: Stamp)] = []
        do throws(Failure) {
            for entry in set.entries {
                guard let content = try codec.decode(entry, of: resource) else { continue }
                lanes.append((entry.lane, content, entry.stamp))
            }
        } catch {
            // The record as it was last known stays: what cannot be read is not gone.
            unreadable[resource] = error
            return
        }
        unreadable[resource] = nil
        guard let record = Record(resource, uid: set.object.uid, lanes: lanes) else { return }
        store.replace(record)
    }
}
