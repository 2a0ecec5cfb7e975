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
    /// Resources whose entries cannot be read, with why.
    package private(set) var unreadable: [ResourceKey: Failure] = [:]
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
    package mutating func load(_ entries: some Sequence<LaneEntry>, _ vector: VersionVector) {
        var keys: Set<EntryKey> = []
        for entry in entries {
            note(table.merge(entry), entry)
            keys.insert(entry.key)
        }
        table.restore(vector)
        for key in keys.sorted() { view(key) }
    }

    /// The entries by which these records come to be what they are here, of those lanes that change. Nothing is taken in.
    /// `nil` when nothing changes.
    package func prepare(_ records: [Record]) throws(Failure) -> Push? {
        var entries: [LaneEntry] = []
        for record in records {
            let key = EntryKey(record.key)
            let known = table[key]
            for write in record.writes(from: store[record.key]) {
                let value = try codec.encode(write.content, of: record.key)
                let object = known.flatMap { $0.object.uid == write.uid ? $0.object : nil }
                entries.append(
                    LaneEntry(
                        key: key, lane: write.lane, object: object ?? ObjectID(created: write.stamp, uid: write.uid),
                        isDeletion: write.isDeletion, epoch: write.epoch, stamp: write.stamp,
                        base: object == nil ? nil : known?[write.lane]?.stamp, origin: origin, sequence: 0, value: value
                    ))
            }
        }
        return table.prepare(entries, as: origin)
    }

    /// Takes in a commit of this node or of another that has become durable. Returns what changed, by key.
    @discardableResult
    package mutating func commit(_ push: Push) -> [ReplicaChange] {
        var overwritten: [EntryKey: [LaneEntry]] = [:]
        var keys: Set<EntryKey> = []
        for (entry, merge) in zip(push.entries, table.take(push)) {
            note(merge, entry)
            if let loser = Self.unseen(entry, merge) { overwritten[entry.key, default: []].append(loser) }
            if case .taken = merge { keys.insert(entry.key) }
        }
        return keys.union(overwritten.keys).sorted().compactMap { key in
            guard let resource = key.resource else { return nil }
            let old = store[resource]
            view(key)
            let new = store[resource]
            let losers = overwritten[key] ?? []
            guard old != new || !losers.isEmpty else { return nil }
            if old != new { changes.append(resource) }
            return ReplicaChange(key: resource, old: old, new: new, overwritten: losers)
        }
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
        guard let resource = key.resource, let set = table[key] else { return }
        var lanes: [(lane: LaneName, content: LaneContent, stamp: Stamp)] = []
        do throws(Failure) {
            for entry in set.entries {
                guard let content = try codec.decode(entry.value, of: resource, lane: entry.lane) else { continue }
                lanes.append((entry.lane, content, entry.stamp))
            }
        } catch {
            // The record as it was last known stays: what cannot be read is not gone.
            unreadable[resource] = error
            return
        }
        unreadable[resource] = nil
        guard let record = Record(resource, lanes: lanes) else { return }
        store.replace(record)
    }
}
