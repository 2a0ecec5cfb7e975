import KnotModel

/// Keys of records by something that a record has, as its node: each value's keys in order. A record may have several
/// values. Copies share what is the same in them.
struct KeyIndex<Value: Comparable & Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let value: Value
        let key: ResourceKey

        static func < (a: Self, b: Self) -> Bool { (a.value, a.key) < (b.value, b.key) }
    }

    private var entries: SortedMap<Entry, Void> = SortedMap()

    mutating func insert(_ key: ResourceKey, under value: Value) { entries[Entry(value: value, key: key)] = () }

    mutating func remove(_ key: ResourceKey, under value: Value) { entries[Entry(value: value, key: key)] = nil }

    /// The keys that have the value, in order; only those of a kind, where one is given.
    func keys(under value: Value, of kind: Kind? = nil) -> [ResourceKey] {
        let first = Entry(value: value, key: ResourceKey.first(of: kind))
        return entries.entries(from: first).lazy.map(\.key)
            .prefix { $0.value == value && (kind == nil || $0.key.kind == kind) }.map(\.key)
    }
}

extension ResourceKey {
    /// Not after any key of the kind, or of all kinds.
    static func first(of kind: Kind?) -> Self { Self(kind ?? .script, name: "") }
}
