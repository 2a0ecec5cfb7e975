import KnotModel

/// The keys that changed lately, in the order in which this node took the changes in, so that a reader goes on where it was.
///
/// A change counts when it is taken in, not when it was made: an entry with an old stamp that comes from a peer is a new
/// change here. Bounded: the oldest changes are forgotten, and a reader that still wanted them is told so. What it costs to
/// go on depends on the number of changes, not of resources.
package struct ChangeLog: Sendable {
    package enum Reading: Sendable, Hashable {
        /// Each key that changed since, once, in the order of its last change; and where to go on.
        case changes([ResourceKey], ChangeCursor)
        /// Changes since then are forgotten, or it is the cursor of another node or an earlier start: read everything, and
        /// go on from this one.
        case tooOld(ChangeCursor)
    }

    private let node: NodeID
    private let boot: UInt64
    private let capacity: Int
    /// The newest at `head - 1`, around the end.
    private var ring: [ResourceKey] = []
    private var head = 0
    /// The number of the newest change.
    private var sequence: UInt64 = 0

    /// - Parameter capacity: at least 1 change is kept.
    package init(node: NodeID, boot: UInt64, capacity: Int) {
        self.node = node
        self.boot = boot
        self.capacity = max(1, capacity)
    }

    /// After the newest change.
    package var cursor: ChangeCursor { ChangeCursor(node: node, boot: boot, sequence: sequence) }

    package mutating func append(_ key: ResourceKey) {
        sequence += 1
        if ring.count < capacity { ring.append(key) } else { ring[head] = key }
        head = (head + 1) % capacity
    }

    package func read(after cursor: ChangeCursor) -> Reading {
        guard cursor.node == node, cursor.boot == boot, cursor.sequence <= sequence,
            sequence - cursor.sequence <= UInt64(ring.count)
        else { return .tooOld(self.cursor) }
        var seen: Set<ResourceKey> = []
        var keys: [ResourceKey] = []
        for back in 0..<Int(sequence - cursor.sequence) {
            let key = ring[head > back ? head - 1 - back : head - 1 - back + ring.count]
            if seen.insert(key).inserted { keys.append(key) }
        }
        return .changes(keys.reversed(), self.cursor)
    }
}
