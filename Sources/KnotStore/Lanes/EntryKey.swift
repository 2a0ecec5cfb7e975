import KnotModel

/// The resource that a lane entry belongs to, also one of a kind that this version does not know. Compared byte by byte.
package struct EntryKey: Sendable, Hashable {
    /// As in a resource key: `space`.
    package var kind: String
    /// The rest of the resource key: `alice/web`, or `ubuntu` for a kind without owner.
    package var name: String

    package static func == (a: Self, b: Self) -> Bool {
        Bytewise.areEqual(a.name, b.name) && Bytewise.areEqual(a.kind, b.kind)
    }

    package func hash(into hasher: inout Hasher) {
        Bytewise.hash(kind, into: &hasher)
        Bytewise.hash(name, into: &hasher)
    }

    package init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }

    package init(_ key: ResourceKey) {
        kind = key.kind.rawValue
        name = key.owner.isEmpty ? key.name : "\(key.owner)/\(key.name)"
    }

    /// `nil` for a kind that this version does not know, and for what is no name.
    package var resource: ResourceKey? {
        // Kinds have names for people too, which are not those of entries.
        guard Kind(rawValue: kind) != nil else { return nil }
        return ResourceKey("\(kind)/\(name)")
    }
}

extension EntryKey: Comparable {
    package static func < (a: Self, b: Self) -> Bool {
        Bytewise.areEqual(a.kind, b.kind) ? Bytewise.isLess(a.name, b.name) : Bytewise.isLess(a.kind, b.kind)
    }
}

extension EntryKey: CustomStringConvertible {
    package var description: String { "\(kind)/\(name)" }
}
