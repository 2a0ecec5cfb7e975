import KnotModel

/// How often something happened to each resource within a stretch of time; stretches follow one another.
struct Frequency: Sendable {
    private var counts: [ResourceKey: (stretch: Int64, count: Int)] = [:]
    /// Milliseconds.
    private let stretch: Int64

    init(stretch: Int64) { self.stretch = stretch }

    /// Counts one more, and says how many that makes in this stretch.
    mutating func count(_ key: ResourceKey, at time: Int64) -> Int {
        let number = time / stretch
        let known = counts[key].flatMap { $0.stretch == number ? $0.count : nil } ?? 0
        counts[key] = (number, known + 1)
        return known + 1
    }
}
