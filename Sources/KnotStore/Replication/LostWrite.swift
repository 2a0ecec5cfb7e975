import KnotModel

/// A write of a `spec` that another one superseded whose writer had not seen it: nobody chose that it be lost.
package struct LostWrite: Sendable, Hashable {
    package var entry: LaneEntry
    /// Who wrote what is kept in its place, and at which stamp.
    package var winner: Origin
    package var winnerStamp: Stamp

    package init(_ entry: LaneEntry, winner: Origin, at stamp: Stamp) {
        self.entry = entry
        self.winner = winner
        winnerStamp = stamp
    }

    init(_ entry: LaneEntry, to winner: LaneEntry) { self.init(entry, winner: winner.origin, at: winner.stamp) }
}
