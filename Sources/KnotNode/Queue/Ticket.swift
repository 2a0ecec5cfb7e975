/// The number of one thing that the shell is asked for: its answer bears the same. A number of another purpose is no such
/// number. No two of a core are the same; a later one is the greater.
package struct Ticket<Purpose>: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    package static func < (a: Self, b: Self) -> Bool { a.number < b.number }

    package var description: String { String(number) }
}
