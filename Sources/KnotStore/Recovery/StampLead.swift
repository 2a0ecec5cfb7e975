import KnotModel

/// How far stored stamps are ahead of the wall clock: once it was ahead, or it is behind now.
///
/// A node goes on from the latest stamp that it stored, so that its writes are in order; their stamps then say a time that
/// has not come.
package struct StampLead: Sendable, Hashable {
    /// The latest of all stored stamps.
    package let latest: Stamp
    /// How many entries have a stamp, a base or a creation stamp that is more than `HybridClock.maximumLead` ahead.
    package let entries: Int
    /// Milliseconds by which the latest is ahead.
    package let milliseconds: Int64

    /// `nil` when no stamp is more than `HybridClock.maximumLead` ahead of `wall`.
    package init?(_ entries: some Sequence<LaneEntry>, at wall: WallTime) {
        var latest: Stamp?
        var count = 0
        for entry in entries {
            let stamp = entry.headerStamps.reduce(entry.stamp, max)
            guard stamp.wall.milliseconds > wall.milliseconds + HybridClock.maximumLead else { continue }
            count += 1
            latest = max(latest ?? stamp, stamp)
        }
        guard let latest else { return nil }
        self.latest = latest
        self.entries = count
        milliseconds = latest.wall.milliseconds - wall.milliseconds
    }

    /// What is so and what to do about it, as part of a sentence.
    package var message: String {
        "the stamps of \(entries) stored \(entries == 1 ? "entry" : "entries") are up to "
            + "\(Span(milliseconds: milliseconds / 1000 * 1000)) ahead of this machine's clock, and new ones follow them; see "
            + "that the clock is right, then stop the server and mend them with 'knot admin restamp'"
    }
}
