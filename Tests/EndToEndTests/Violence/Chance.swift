import Foundation

/// Random choices that a seed decides (SplitMix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }
    mutating func pick<Element>(_ items: [Element]) -> Element? {
        items.isEmpty ? nil : items[below(items.count)]
    }
    mutating func seconds(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(below(1_000)) / 1_000
    }
    mutating func happens(oneIn count: Int) -> Bool { below(count) == 0 }
}

/// Every kind once in each round, in an order that chance decides, so that none is missing by bad luck.
struct Rounds<Kind> {
    private let kinds: [Kind]
    private var left: [Kind] = []

    /// - Parameter kinds: at least one.
    init(of kinds: [Kind]) { self.kinds = kinds }

    mutating func next(_ chance: inout Chance) -> Kind {
        if left.isEmpty { left = kinds }
        return left.remove(at: chance.below(left.count))
    }
}

extension Settings {
    /// Decides what violence is done; `KNOT_SEED` repeats it, as far as real machines repeat anything.
    static let seed = variable("KNOT_SEED").flatMap { UInt64($0.prefix { $0 != "." }) } ?? .random(in: 1...999_999)
}
