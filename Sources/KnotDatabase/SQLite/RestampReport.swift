import KnotModel

/// What mending the stamps of a database comes to.
package struct RestampReport: Sendable, Hashable {
    /// How many entries it changes.
    package var entries: Int
    /// How many stamps it replaces.
    package var stamps: Int
    /// The times of the earliest and the latest stamp that is replaced.
    package var former: ClosedRange<WallTime>
    /// Those of the stamps in their place.
    package var new: ClosedRange<WallTime>
    /// Where the database was copied before it was written to; `nil` when it was not.
    package var copy: String?
}
