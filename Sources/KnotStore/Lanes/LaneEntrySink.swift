/// Takes stored lane entries one by one, in any order, as they are read: they need not all be in memory beside what
/// becomes of them.
package protocol LaneEntrySink: Sendable {
    mutating func take(_ entry: LaneEntry)
}

extension [LaneEntry]: LaneEntrySink {
    package mutating func take(_ entry: LaneEntry) { append(entry) }
}

extension LaneTable: LaneEntrySink {
    package mutating func take(_ entry: LaneEntry) { merge(entry) }
}
