import KnotModel
import KnotStore

/// A database whose commits are atomic: what is in it survives a crash of the node, and nothing else does.
package struct SimulatedDatabase: Sendable {
    private var stored: [ResourceKey: Record] = [:]
    private var storedEvents: [EventKey: Event] = [:]
    private var torn: Batch?
    /// Batches that became durable.
    package private(set) var commits = 0

    private struct EventKey: Hashable, Comparable {
        var key: ResourceKey
        var reason: String
        var variant: Int
        init(_ event: Event) { (key, reason, variant) = (event.key, event.reason, event.variant ?? 0) }
        static func < (a: Self, b: Self) -> Bool { (a.key, a.reason, a.variant) < (b.key, b.reason, b.variant) }
    }

    package init() {}

    package subscript(key: ResourceKey) -> Record? { stored[key] }

    /// Sorted by key, as a real database returns them.
    package private(set) var records: [Record] = []
    package var events: [Event] { storedEvents.sorted { $0.key < $1.key }.map(\.value) }

    /// The node died while the batch was being written: a part of it is in the log, without the mark that ends it.
    package mutating func tear(_ batch: Batch) { torn = batch }

    /// What a database does when it is opened: a batch that was not written to its end is dropped as a whole. `true`
    /// when there was one.
    package mutating func recover() -> Bool {
        defer { torn = nil }
        return torn != nil
    }

    /// Makes the whole batch durable.
    package mutating func commit(_ batch: Batch) {
        commits += 1
        for record in batch.records { stored[record.key] = record }
        for key in batch.removed { stored[key] = nil }
        if !batch.removed.isEmpty { records.removeAll { stored[$0.key] == nil } }
        for record in batch.records where stored[record.key] != nil {
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
        for event in batch.events { storedEvents[EventKey(event)] = event }
    }
}
