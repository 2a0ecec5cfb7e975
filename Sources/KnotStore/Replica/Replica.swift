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
    /// The latest stamp of all entries that there were at the start, merged or not told whole yet.
    package private(set) var latestAtStart: Stamp?
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
    /// - Parameters:
    ///   - damaged: Resources of which the database could not tell all entries.
    ///   - isWhole: Whether the database has told everything that it covered; else nothing counts as covered.
    package mutating func load(
        _ entries: some Sequence<LaneEntry>, _ vector: VersionVector, damaged: [ResourceKey: Failure] = [:],
        isWhole: Bool = true
    ) {
        var table = LaneTable()
        for entry in entries { table.merge(entry) }
        table.restore(vector)
        load(table, damaged: damaged, isWhole: isWhole)
    }

    /// The same of a table, with its vector, floor and what it holds back.
    package mutating func load(_ stored: LaneTable, damaged: [ResourceKey: Failure] = [:], isWhole: Bool = true) {
        unreadable = damaged
        self.damaged = Set(damaged.keys)
        table = stored
        if !isWhole { table.forgetCoverage() }
        for key in table.keys {
            hashes.replace(nil, by: table[key])
            for entry in table[key]?.entries ?? [] {
                latestAtStart = max(latestAtStart ?? entry.latest, entry.latest)
            }
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

    private static func succeeded(_ key: EntryKey) -> Failure {
        Failure(
            .recordUnreadable, subject: key.description,
            "\(key) was made anew on another server, which has not told all of it yet, so nothing of it is touched until then"
        )
    }

    /// Has records read in another way than they were written. The entries stay as they are.
    package mutating func amend(_ amended: (Record) -> Record) {
        for record in store.all {
            let new = amended(record)
            if new != record { store.replace(new) }
        }
    }

    /// Has records found by what they name, also by what only `references` can read.
    package mutating func index(by references: @escaping Store.References) { store.index(by: references) }

    /// The entries that turn what is stored into these records, each of another key: of the lanes that change. Nothing is
    /// taken in. `nil` when nothing changes. Throws when one cannot be written, and when what is stored of it cannot be
    /// read.
    ///
    /// - Parameter expired: Keys of tombstones to let go.
    package func prepare(
        _ records: [Record], lettingGo expired: [ResourceKey] = []
    ) throws(Failure) -> StagedCommit? {
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
        let gone = expired.map(EntryKey.init)
        guard let push = table.prepare(entries, as: origin) else {
            guard !gone.isEmpty else { return nil }
            return StagedCommit(push: nil, delta: table.stage(own: nil, lettingGo: gone), records: [])
        }
        return StagedCommit(
            push: push, delta: table.stage(own: push, lettingGo: gone), records: records.map(\.stripped))
    }

    /// What peers have sent, and what was held back and whose time has come. Nothing is taken in.
    ///
    /// - Parameter limit: Ticks of the latest stamp that is merged; entries with later ones are held back.
    package func stage(_ deliveries: [Delivery], limit: UInt64) -> StagedCommit {
        let delta = table.stage(deliveries, limit: limit)
        let records = delta.changes.compactMap { change -> Record? in
            guard let resource = change.key.resource, !damaged.contains(resource), let set = change.new else {
                return nil
            }
            return (try? record(resource, set)) ?? nil
        }
        return StagedCommit(push: nil, delta: delta, records: records)
    }

    /// Keys of tombstones whose time is over.
    ///
    /// - Parameter isAlone: Whether there is no other node: then also those that are not covered may go.
    package func expiredTombstones(at wall: WallTime, isAlone: Bool) -> [ResourceKey] {
        store.expiredTombstones(at: wall).filter { key in
            guard let tombstone = table[EntryKey(key)]?.over else { return false }
            return isAlone || table.vector.covers(tombstone)
        }
    }

    private static func outdone(_ entry: LaneEntry) -> Failure {
        Failure(
            .conflict, subject: entry.key.description,
            "the \(entry.lane) of \(entry.key) was not written: what is stored of it is later. The clock of this server or "
                + "of another one may be wrong")
    }

    /// Takes in what has become durable. Returns what changed, by key.
    @discardableResult
    package mutating func commit(_ staged: StagedCommit) -> [ReplicaChange] {
        let records = Dictionary(uniqueKeysWithValues: staged.records.map { ($0.key, $0) })
        table.apply(staged.delta)
        return staged.delta.changes.compactMap { change in
            hashes.replace(change.old, by: change.new)
            guard let resource = change.key.resource else {
                view(change.key)
                return nil
            }
            let old = store[resource]
            if change.new == nil {
                if !damaged.contains(resource) { unreadable[resource] = nil }
                store.remove(resource)
                // Nobody is told that the memory of a deletion goes.
                if old?.isTombstone == true { return nil }
            } else if let record = records[resource] {
                unreadable[resource] = nil
                store.replace(record)
            } else {
                view(change.key)
            }
            let new = store[resource]
            guard old != new else { return nil }
            changes.append(resource)
            return ReplicaChange(key: resource, old: old, new: new)
        }
    }

    /// Asks for everything that a peer has beyond this replica. The answer counts until `forget`.
    package mutating func ask(id: UInt64) -> Question { table.ask(id: id) }

    /// An answer that does not come is waited for no longer.
    package mutating func forget(_ question: UInt64) { table.forget(question) }

    /// The earliest ticks of what is held back; `nil` when nothing is.
    package var heldUntil: UInt64? { table.held.map(\.latest.ticks).min() }

    /// Forgets a resource that an administrator gave up. What peers have of it comes back.
    package mutating func remove(_ key: ResourceKey) {
        hashes.replace(table.remove(EntryKey(key)), by: nil)
        table.forgetCoverage()
        store.remove(key)
        unreadable[key] = nil
        damaged.remove(key)
    }

    /// Makes the record of a key anew from its entries.
    private mutating func view(_ key: EntryKey) {
        guard let set = table[key] else { return }
        guard let resource = key.resource else {
            if Kind(rawValue: key.kind) != nil, !unnamed.contains(key) { unnamed.append(key) }
            return
        }
        guard !damaged.contains(resource) else { return }
        do throws(Failure) {
            let record = try record(resource, set)
            unreadable[resource] = nil
            if let record {
                store.replace(record)
            } else if let known = store[resource], !known.isTombstone, known.uid != set.object.uid {
                // The record as it was last known stays too: its successor is on its way.
                unreadable[resource] = Self.succeeded(key)
            }
        } catch {
            // The record as it was last known stays: what cannot be read is not gone.
            unreadable[resource] = error
        }
    }

    /// The record that a set of entries says; `nil` without a spec, which may be on its way.
    private func record(_ key: ResourceKey, _ set: LaneSet) throws(Failure) -> Record? {
        var lanes: [(lane: LaneName, content: LaneContent, stamp: Stamp)] = []
        for entry in set.entries {
            guard let content = try codec.decode(entry, of: key) else { continue }
            lanes.append((entry.lane, content, entry.stamp))
        }
        return Record(key, uid: set.object.uid, lanes: lanes)
    }
}
