import KnotModel
import KnotStore

/// A database whose commits are atomic: what is in it survives a crash of the node, and nothing else does.
package struct SimulatedDatabase: Sendable {
    private typealias Rows = [LaneName: LaneEntry]

    private var rows: [EntryKey: Rows] = [:]
    package private(set) var covered = VersionVector()
    package private(set) var floor = VersionVector()
    package private(set) var held: [LaneEntry] = []
    /// Of each resource the last ten.
    package private(set) var overwritten: [LostWrite] = []
    package private(set) var adopted: [Adoption] = []
    /// Set where the database was found to be set back, until an administrator accepts it.
    package var lost: LostSpan?
    /// What the rows say, as the node reads them.
    private var stored: [ResourceKey: Record] = [:]
    private var storedEvents: [EventKey: Event] = [:]
    private var torn: Batch?
    /// Batches that became durable.
    package private(set) var commits = 0
    package let codec: any LaneCodec

    private struct EventKey: Hashable, Comparable {
        var key: ResourceKey
        var reason: String
        var variant: Int
        init(_ event: Event) { (key, reason, variant) = (event.key, event.reason, event.variant ?? 0) }
        static func < (a: Self, b: Self) -> Bool { (a.key, a.reason, a.variant) < (b.key, b.reason, b.variant) }
    }

    package init(codec: any LaneCodec = InternedLaneCodec()) { self.codec = codec }

    package subscript(key: ResourceKey) -> Record? { stored[key] }

    /// Sorted by key.
    package private(set) var records: [Record] = []
    package var events: [Event] { storedEvents.sorted { $0.key < $1.key }.map(\.value) }

    /// By key and lane, as a real database returns them.
    package var entries: [LaneEntry] {
        rows.sorted { $0.key < $1.key }.flatMap { $0.value.values.sorted { $0.lane < $1.lane } }
    }

    /// What is stored of a key; `nil` when nothing is.
    package func set(_ key: EntryKey) -> LaneSet? { rows[key].flatMap { LaneSet(Array($0.values)) } }

    /// What there will be of a key once what is held back is merged.
    package func finalSet(_ key: EntryKey) -> LaneSet? {
        let waiting = held.filter { $0.key == key }
        return waiting.isEmpty ? set(key) : LaneSet((rows[key].map { Array($0.values) } ?? []) + waiting)
    }

    /// The keys of all that is stored, in order.
    package var keys: [EntryKey] { rows.keys.sorted() }

    /// What a node that starts has of it.
    package var table: LaneTable {
        var table = LaneTable()
        for entry in entries { table.merge(entry) }
        table.restore(covered, floor: floor, held: held)
        return table
    }

    /// The node died while the batch was being written: a part of it is in the log, without the mark that ends it.
    package mutating func tear(_ batch: Batch) { torn = batch }

    /// What a database does when it is opened: a batch that was not written to its end is dropped as a whole. `true`
    /// when there was one.
    package mutating func recover() -> Bool {
        defer { torn = nil }
        return torn != nil
    }

    /// The records that a batch is about to make, by key.
    package func records(after batch: Batch) -> [Record] {
        rows(after: batch).compactMap { record($0.key, $0.value) }.sorted { $0.key < $1.key }
    }

    /// Makes the whole batch durable.
    package mutating func commit(_ batch: Batch) {
        commits += 1
        for (key, rows) in rows(after: batch) {
            self.rows[key] = rows.isEmpty ? nil : rows
            if let record = record(key, rows) { put(record) } else { drop(key) }
        }
        covered.formUnion(batch.covered)
        if let floor = batch.floor { self.floor.formUnion(floor) }
        held.removeAll(where: batch.released.contains)
        held += batch.heldBack
        for lost in batch.overwritten { remember(lost) }
        adopted += batch.adopted.filter { !adopted.contains($0) }
        if let lost = batch.lost { self.lost = lost }
        for key in batch.removed {
            stored[key] = nil
            rows[EntryKey(key)] = nil
            storedEvents = storedEvents.filter { $0.key.key != key }
        }
        if !batch.removed.isEmpty { records.removeAll { stored[$0.key] == nil } }
        for event in batch.events { storedEvents[EventKey(event)] = event }
    }

    /// It is put in the place of a later form of it; the codec and the count of commits stay.
    package mutating func `continue`(after later: Self) {
        commits = later.commits
        torn = later.torn
    }

    private mutating func remember(_ lost: LostWrite) {
        overwritten.append(lost)
        let ofKey = overwritten.indices.filter { overwritten[$0].entry.key == lost.entry.key }
        if ofKey.count > 10 { overwritten.remove(at: ofKey[0]) }
    }

    private func rows(after batch: Batch) -> [EntryKey: Rows] {
        var after: [EntryKey: Rows] = [:]
        for key in batch.cleared { after[key] = [:] }
        for entry in batch.entries {
            var lanes = after[entry.key] ?? rows[entry.key] ?? [:]
            if entry.stage.isOver || lanes.values.contains(where: { $0.object.uid != entry.object.uid }) { lanes = [:] }
            lanes[entry.lane] = entry
            after[entry.key] = lanes
        }
        return after
    }

    private func record(_ key: EntryKey, _ rows: Rows) -> Record? {
        guard let resource = key.resource, let object = rows.values.first?.object else { return nil }
        let lanes = rows.values.sorted { $0.lane < $1.lane }.compactMap { entry in
            (try? codec.decode(entry, of: resource)).map { (entry.lane, $0, entry.stamp) }
        }
        return Record(resource, uid: object.uid, lanes: lanes)
    }

    private mutating func drop(_ key: EntryKey) {
        guard let resource = key.resource, stored.removeValue(forKey: resource) != nil else { return }
        records.removeAll { $0.key == resource }
    }

    private mutating func put(_ record: Record) {
        stored[record.key] = record
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].key < record.key { low = middle + 1 } else { high = middle }
        }
        if low < records.count, records[low].key == record.key {
            records[low] = record
        } else {
            records.insert(record, at: low)
        }
    }
}
