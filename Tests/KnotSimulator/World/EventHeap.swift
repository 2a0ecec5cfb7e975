/// What is to happen and when: the earliest first, and of two at the same time the one that was added first.
package struct EventHeap<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        var time: Int64
        var sequence: UInt64
        var element: Element

        func comes(before other: Self) -> Bool { (time, sequence) < (other.time, other.sequence) }
    }

    private var entries: [Entry] = []
    private var sequence: UInt64 = 0

    package init() {}

    package var count: Int { entries.count }

    package mutating func push(_ element: Element, at time: Int64) {
        sequence += 1
        entries.append(Entry(time: time, sequence: sequence, element: element))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].comes(before: entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    package mutating func pop() -> (time: Int64, element: Element)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.time, first.element)
    }

    /// Takes out everything that `condition` holds for, in order of time.
    package mutating func removeAll(where condition: (Element) -> Bool) -> [(time: Int64, element: Element)] {
        let sorted = entries.sorted { $0.comes(before: $1) }
        entries = sorted.filter { !condition($0.element) }
        return sorted.filter { condition($0.element) }.map { ($0.time, $0.element) }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].comes(before: entries[least]) { least = child }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
