import KnotModel

extension SeededGenerator {
    /// A number in the range, each as likely as the next.
    package mutating func draw(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// An index into something that has so many elements, at least one.
    package mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

    /// `true` so many times in a thousand. Draws even when the answer is certain, so that rates do not shift a run.
    package mutating func chance(_ permille: Int) -> Bool { index(below: 1_000) < permille }

    /// One of the elements; `nil` when there is none.
    package mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[index(below: elements.count)]
    }
}
