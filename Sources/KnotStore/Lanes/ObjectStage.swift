/// How far an object has come, as an entry of it says. An object only ever goes on.
///
/// A stage of a newer version has a higher number; from `gone` on it is over.
package struct ObjectStage: RawRepresentable, Sendable, Hashable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let live = Self(rawValue: 0)
    /// Its deletion was asked for, which is never taken back for this object.
    package static let deleting = Self(rawValue: 1)
    /// Nothing is left of it but the memory of its deletion: the entry that says so stands for all its lanes.
    package static let gone = Self(rawValue: 2)

    package var isOver: Bool { self >= .gone }
}

extension ObjectStage: Comparable {
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
