import KnotModel

/// What one commit makes of a table, worked out before anything is taken in, so that it can be stored first.
package struct LaneDelta: Sendable, Hashable {
    /// A key whose entries change; `new` is `nil` where none is left.
    package struct Change: Sendable, Hashable {
        package let key: EntryKey
        package let old: LaneSet?
        package let new: LaneSet?
    }

    /// By key, each once.
    package let changes: [Change]
    /// What is covered afterwards.
    package let vector: VersionVector
    /// What is covered afterwards and was not before.
    package let covered: VersionVector
    package let floor: VersionVector
    let held: [LaneEntry]
    /// Entries that are held back from now on, and those that are no longer.
    package let heldBack: [LaneEntry]
    package let released: [LaneEntry]
    package let overwritten: [LostWrite]
    /// Keys of objects that a whole answer says are over, and of which something is left that its sender had not seen.
    package let forgotten: [EntryKey]
    /// The key of each entry that was covered, and had been lost.
    package let mended: [EntryKey]
    /// Keys of which something is left out that no entry ends.
    package let cleared: [EntryKey]
    /// Whether an answer became complete.
    package let isAnswered: Bool
    let inquiries: [UInt64: LaneTable.Inquiry]

    /// Whether there is something to store.
    package var isDurable: Bool {
        !changes.isEmpty || !covered.origins.isEmpty || !heldBack.isEmpty || !released.isEmpty || hasNewFloor
            || !overwritten.isEmpty
    }

    let hasNewFloor: Bool

    /// The entries to store: those that are new, and of keys that are cleared, all.
    package var entries: [LaneEntry] {
        let cleared = Set(cleared)
        return changes.flatMap { change -> [LaneEntry] in
            let new = change.new?.entries ?? []
            guard !cleared.contains(change.key), let old = change.old, old.object == change.new?.object else {
                return new
            }
            return new.filter { old[$0.lane] != $0 }
        }
    }

    /// The order in which entries are held.
    static func isEarlier(_ a: LaneEntry, _ b: LaneEntry) -> Bool {
        if a.origin != b.origin { return a.origin < b.origin }
        return a.sequence < b.sequence
    }
}
