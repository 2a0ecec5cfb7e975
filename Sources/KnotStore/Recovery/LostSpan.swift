import KnotModel

/// A stretch of stamps of which a database knows nothing: it was set back to `since`, and went on at `until`.
///
/// What carries a revision within it was made by a later form of the database, which is lost.
package struct LostSpan: Sendable, Hashable {
    /// The latest stamp that the database knows from before.
    package var since: Stamp
    /// The ticks of the first stamp that may have been made after it was set back.
    package var until: UInt64

    package init(since: Stamp, until: UInt64) {
        self.since = since
        self.until = until
    }

    package func contains(_ stamp: Stamp) -> Bool { stamp.ticks > since.ticks && stamp.ticks < until }
}

extension LostSpan: CustomStringConvertible, LosslessStringConvertible {
    /// The stamp and the ticks, as a database keeps them.
    package var description: String { "\(since) \(until)" }

    package init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let since = Stamp(parts[0]), let until = UInt64(parts[1]) else { return nil }
        self.init(since: since, until: until)
    }
}
