import KnotModel

extension Register {
    /// Takes the other value if it is later. Returns whether it did.
    ///
    /// Commutative, associative and idempotent: the order is total (stamp with its node, then the value's own text, for
    /// two values that one node wrongly stamped alike).
    package mutating func merge(_ other: Self) -> Bool {
        guard other != self else { return false }
        guard other.stamp > stamp || (other.stamp == stamp && "\(other.value)" > "\(value)") else { return false }
        self = other
        return true
    }
}

extension Record {
    /// Merges each lane by itself. Returns whether any changed. The keys must be equal.
    package mutating func merge(_ other: Record) -> Bool {
        var changed = spec.merge(other.spec)
        if Self.merge(&placement, other.placement) { changed = true }
        if Self.merge(&status, other.status) { changed = true }
        return changed
    }

    private static func merge<Content>(_ lane: inout Register<Content>?, _ other: Register<Content>?) -> Bool {
        guard let other else { return false }
        guard var known = lane else {
            lane = other
            return true
        }
        defer { lane = known }
        return known.merge(other)
    }
}
