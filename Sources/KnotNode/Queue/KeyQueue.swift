import KnotModel

/// Keys to look at, each at most once. Owners take turns, so that one with many spaces does not hold up the others; the
/// keys of one owner come first come first served.
package struct KeyQueue: Sendable {
    private struct Line: Sendable {
        var keys: [ResourceKey] = []
        var head = 0

        mutating func popFirst() -> ResourceKey? {
            guard head < keys.count else { return nil }
            defer {
                head += 1
                if head > 64, head * 2 > keys.count {
                    keys.removeFirst(head)
                    head = 0
                }
            }
            return keys[head]
        }

        var isEmpty: Bool { head == keys.count }
    }

    /// Of an empty queue, the keys that it has memory for at most.
    private static let keptCapacity = 4_096

    /// The lines that are not empty, by owner; what nobody owns has a line of its own.
    private var lines: [String: Line] = [:]
    /// The owners of these lines, the next to be served first.
    private var turns: [String] = []
    private var turn = 0
    private var members: Set<ResourceKey> = []

    package init() {}

    package var count: Int { members.count }

    package mutating func append(_ key: ResourceKey) {
        guard members.insert(key).inserted else { return }
        if lines[key.owner] == nil { turns.append(key.owner) }
        lines[key.owner, default: Line()].keys.append(key)
    }

    package mutating func popFirst() -> ResourceKey? {
        guard turn < turns.count else { return nil }
        let owner = turns[turn]
        turn += 1
        if turn > 64, turn * 2 > turns.count {
            turns.removeFirst(turn)
            turn = 0
        }
        guard let key = lines[owner]?.popFirst() else { return nil }
        if lines[owner]?.isEmpty == true { lines[owner] = nil } else { turns.append(owner) }
        members.remove(key)
        // After a start all keys were in it, and a table keeps its size.
        if members.isEmpty, members.capacity > Self.keptCapacity { self = KeyQueue() }
        return key
    }
}
