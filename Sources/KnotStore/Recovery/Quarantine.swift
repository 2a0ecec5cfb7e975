import KnotModel

/// What of a database is there and cannot be read. It counts as present and unknown: nothing of it is touched.
package struct Quarantine: Sendable, Hashable {
    /// Resources whose records cannot be read, with why.
    package private(set) var keys: [ResourceKey: Failure]
    /// Records of which not even the key is sure, with why. Any container that no readable record speaks of may be theirs.
    package private(set) var unnamed: [Failure]
    /// The first of them that may be a part of a resource of which other parts can be read: any readable record may want
    /// something of it.
    package private(set) var part: Failure?

    package init(keys: [ResourceKey: Failure] = [:], unnamed: [Failure] = []) {
        self.keys = keys
        self.unnamed = unnamed
    }

    package var isEmpty: Bool { keys.isEmpty && unnamed.isEmpty }

    package subscript(key: ResourceKey) -> Failure? { keys[key] }

    /// The unreadable resources of one kind, by key.
    package func keys(of kind: Kind) -> [ResourceKey] { keys.keys.filter { $0.kind == kind }.sorted() }

    package mutating func add(_ key: ResourceKey, _ failure: Failure) { keys[key] = failure }
    package mutating func addUnnamed(_ failure: Failure, isPart: Bool = false) {
        unnamed.append(failure)
        if isPart, part == nil { part = failure }
    }

    /// The record was set aside: the key is free.
    package mutating func remove(_ key: ResourceKey) { keys[key] = nil }

    /// The record whose failure has this subject was set aside.
    package mutating func removeUnnamed(_ subject: String) {
        unnamed.removeAll { $0.subject == subject }
        if let known = part, !unnamed.contains(known) { part = nil }
    }
}
