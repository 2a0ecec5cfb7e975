/// A resource limit as `ulimits` takes it: the limit at first, and the highest to which a program may raise it; -1 is no
/// limit.
package struct LimitPair: Sendable, Hashable {
    package var soft: Int64
    package var hard: Int64

    /// Reads `1024`, which is both, or `1024:2048`; `nil` for anything else, and for a soft limit above the hard one.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard (1...2).contains(parts.count), let soft = parts[0], let hard = parts[parts.count - 1],
            soft >= -1, hard >= -1, Self.isOrdered(soft: soft, hard: hard)
        else { return nil }
        self.soft = soft
        self.hard = hard
    }

    /// Whether the soft limit is not above the hard one.
    package static func isOrdered(soft: Int64, hard: Int64) -> Bool { hard < 0 || (0...hard).contains(soft) }
}
