import KnotModel

/// Keys to look at, first come first served, each at most once.
struct KeyQueue: Sendable {
    private var keys: [ResourceKey] = []
    private var head = 0
    private var members: Set<ResourceKey> = []

    var count: Int { members.count }

    mutating func append(_ key: ResourceKey) {
        if members.insert(key).inserted { keys.append(key) }
    }

    mutating func popFirst() -> ResourceKey? {
        guard head < keys.count else { return nil }
        let key = keys[head]
        head += 1
        if head > 64, head * 2 > keys.count {
            keys.removeFirst(head)
            head = 0
        }
        members.remove(key)
        return key
    }
}
