import KnotModel
import KnotStore

/// A database whose commits are atomic: what is in it survives a crash of the node, and nothing else does.
package struct SimulatedDatabase: Sendable {
    private var stored: [ResourceKey: Record] = [:]
    private var storedEvents: [EventKey: Event] = [:]
    /// Batches that became durable.
    package private(set) var commits = 0

    private struct EventKey: Hashable, Comparable {
        var key: ResourceKey
        var reason: String
        static func < (a: Self, b: Self) -> Bool { (a.key, a.reason) < (b.key, b.reason) }
    }

    package init() {}

    package subscript(key: ResourceKey) -> Record? { stored[key] }

    /// Sorted by key, as a real database returns them.
    package var records: [Record] { stored.values.sorted { $0.key < $1.key } }
    package var events: [Event] { storedEvents.sorted { $0.key < $1.key }.map(\.value) }

    /// Makes the whole batch durable.
    package mutating func commit(_ batch: Batch) {
        commits += 1
        for record in batch.records { stored[record.key] = record }
        for key in batch.removed { stored[key] = nil }
        for event in batch.events { storedEvents[EventKey(key: event.key, reason: event.reason)] = event }
    }
}
