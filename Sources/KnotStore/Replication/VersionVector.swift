/// How far a replica has each origin's series of writes.
///
/// Of every origin, it holds each write with a number up to the vector's, or what dominates it. It may hold later ones
/// too, which came out of turn: the vector does not tell of those.
package struct VersionVector: Sendable, Hashable {
    /// The highest number: a peer that tells of more makes nobody's next number overflow.
    package static let greatest: UInt64 = 1 << 62

    /// From 1 to `greatest`.
    private var numbers: [Origin: UInt64] = [:]

    package init() {}

    /// The number up to which the origin's writes are covered; 0 for an unknown origin.
    package subscript(origin: Origin) -> UInt64 { numbers[origin] ?? 0 }

    /// By origin.
    package var origins: [Origin] { numbers.keys.sorted() }

    package func covers(_ entry: LaneEntry) -> Bool { entry.sequence > 0 && entry.sequence <= self[entry.origin] }

    /// Whether it covers all that the other one covers.
    package func covers(_ other: Self) -> Bool { other.numbers.allSatisfy { $0.value <= self[$0.key] } }

    /// Covers `range` too, when nothing is missing before it and it ends at `greatest` at most. Returns whether all of the
    /// range is covered now.
    @discardableResult
    package mutating func extend(_ origin: Origin, by range: ClosedRange<UInt64>) -> Bool {
        let known = self[origin]
        guard range.upperBound <= Self.greatest, range.lowerBound <= known || range.lowerBound - known == 1 else {
            return false
        }
        if range.upperBound > known { numbers[origin] = range.upperBound }
        return true
    }

    /// Covers the origin's writes up to `number`, which must be from 1 to `greatest`: for a vector that is read from a
    /// database.
    package mutating func cover(_ origin: Origin, to number: UInt64) {
        numbers[origin] = max(number, self[origin])
    }

    /// Of the origins of which it covers more than the other one, how much it covers.
    package func beyond(_ other: Self) -> Self {
        var beyond = VersionVector()
        beyond.numbers = numbers.filter { $0.value > other[$0.key] }
        return beyond
    }

    /// Covers what either covers.
    package mutating func formUnion(_ other: Self) { numbers.merge(other.numbers, uniquingKeysWith: max) }
}
