/// A commit of one node, as it was made.
package struct Push: Sendable, Hashable {
    package let origin: Origin
    /// At least one, of one origin, with numbers that follow one another.
    package let entries: [LaneEntry]

    /// `nil` when the entries are none, of several origins, or not numbered densely from at least 1 to at most
    /// `VersionVector.greatest`.
    package init?(entries: [LaneEntry]) {
        guard let first = entries.first, first.isNumbered,
            UInt64(entries.count - 1) <= VersionVector.greatest - first.sequence,
            entries.enumerated().allSatisfy({ index, entry in
                entry.origin == first.origin && entry.sequence == first.sequence + UInt64(index)
            })
        else { return nil }
        origin = first.origin
        self.entries = entries
    }

    package var range: ClosedRange<UInt64> {
        let first = entries[0].sequence
        return first...(first + UInt64(entries.count - 1))
    }
}
