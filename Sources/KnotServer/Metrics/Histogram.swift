/// How often each size of value was seen, in fixed buckets.
package struct Histogram: Sendable, Hashable {
    /// Upper bounds, ascending: from a millisecond to five minutes when values are seconds.
    package static let bounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]

    /// Values at most the bound of the same position; one more place for those beyond all bounds.
    package private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    package private(set) var sum: Double = 0
    package var count: UInt64 { counts.reduce(0, +) }

    package init() {}

    package mutating func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        counts[index] += 1
        sum += value
    }
}
