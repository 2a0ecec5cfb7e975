import KnotModel

/// Keys that wait for a time, the earliest first. A key waits for one time only: the earliest it was given.
struct TimerQueue: Sendable {
    private struct Entry: Sendable {
        let due: Uptime
        let order: UInt64
        let key: ResourceKey
    }

    /// A binary heap by (due, order); entries that no longer match `due` are passed over.
    private var heap: [Entry] = []
    private var due: [ResourceKey: Uptime] = [:]
    private var order: UInt64 = 0

    var next: Uptime? {
        mutating get {
            while let first = heap.first, due[first.key] != first.due { removeFirst() }
            return heap.first?.due
        }
    }

    mutating func schedule(_ key: ResourceKey, at time: Uptime) {
        if let known = due[key], known <= time { return }
        due[key] = time
        order += 1
        heap.append(Entry(due: time, order: order, key: key))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func cancel(_ key: ResourceKey) { due[key] = nil }

    /// The next key whose time has come.
    mutating func popDue(at now: Uptime) -> ResourceKey? {
        guard let next, next <= now, let first = heap.first else { return nil }
        removeFirst()
        due[first.key] = nil
        return first.key
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].due, heap[a].order) < (heap[b].due, heap[b].order)
    }

    private mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
