/// What is to happen and when: the earliest first, and of two at the same time the one that was added first.
package struct EventHeap<Element: Sendable>: Sendable {
    /// Small, so that moving it about costs little; what is to happen lies in `elements`.
    private struct Entry: Sendable {
        var time: Int64
        var sequence: UInt64
        var slot: Int

        func comes(before other: Self) -> Bool {
            time == other.time ? sequence < other.sequence : time < other.time
        }
    }

    private var entries: [Entry] = []
    private var elements: [Element?] = []
    private var free: [Int] = []
    private var sequence: UInt64 = 0

    package init() {}

    package var count: Int { entries.count }
    /// When the next thing happens.
    package var earliest: Int64? { entries.first?.time }

    package mutating func push(_ element: Element, at time: Int64) {
        sequence += 1
        let slot: Int
        if let known = free.popLast() {
            slot = known
            elements[slot] = element
        } else {
            slot = elements.count
            elements.append(element)
        }
        let entry = Entry(time: time, sequence: sequence, slot: slot)
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entry.comes(before: entries[parent]) else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    package mutating func pop() -> (time: Int64, element: Element)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty { sink(last) }
        return take(first)
    }

    /// Takes out everything that `condition` holds for, in order of time.
    package mutating func removeAll(where condition: (Element) -> Bool) -> [(time: Int64, element: Element)] {
        let sorted = entries.sorted { $0.comes(before: $1) }
        let isTaken = sorted.map { entry in elements[entry.slot].map(condition) ?? false }
        entries = zip(sorted, isTaken).filter { !$0.1 }.map(\.0)
        return zip(sorted, isTaken).filter(\.1).compactMap { take($0.0) }
    }

    private mutating func take(_ entry: Entry) -> (time: Int64, element: Element)? {
        guard let element = elements[entry.slot] else { return nil }
        elements[entry.slot] = nil
        free.append(entry.slot)
        return (entry.time, element)
    }

    /// Puts an entry in at the top and lets it down to its place.
    private mutating func sink(_ entry: Entry) {
        var parent = 0
        while 2 * parent + 1 < entries.count {
            var child = 2 * parent + 1
            if child + 1 < entries.count, entries[child + 1].comes(before: entries[child]) { child += 1 }
            guard entries[child].comes(before: entry) else { break }
            entries[parent] = entries[child]
            parent = child
        }
        entries[parent] = entry
    }
}
