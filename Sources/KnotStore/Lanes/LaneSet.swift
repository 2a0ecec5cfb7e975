import KnotModel

/// What a replica holds of one resource: of the object that was created last, one entry for each lane.
///
/// Merging is commutative, associative and idempotent, because it takes maxima in total orders: first of the objects, then,
/// within an object, of the entries that say that it is over, which end all others, or else, for each lane by itself, of
/// the entries. It picks whole entries and composes nothing, so that it is the same for lanes that this version does not
/// know.
package struct LaneSet: Sendable, Hashable {
    /// By lane, all of one object. At least one.
    package private(set) var entries: [LaneEntry]
    package var object: ObjectID { entries[0].object }

    package init(_ entry: LaneEntry) { entries = [entry] }

    /// What comes of entries of one key; `nil` of none.
    package init?(_ entries: [LaneEntry]) {
        guard let first = entries.first else { return nil }
        self.init(first)
        for entry in entries.dropFirst() { _ = merge(entry) }
    }

    package subscript(lane: LaneName) -> LaneEntry? {
        let index = place(of: lane)
        return index < entries.count && entries[index].lane == lane ? entries[index] : nil
    }

    /// Takes in an entry of the same key.
    package mutating func merge(_ entry: LaneEntry) -> LaneMerge {
        if entry.object < object { return .superseded(by: nil) }
        let entry = sharing(entry)
        if object < entry.object || entry.stage.isOver && over == nil {
            defer { self = LaneSet(entry) }
            return .taken(replacing: entries)
        }
        guard let index = rival(of: entry) else {
            entries.insert(entry, at: place(of: entry.lane))
            return .taken(replacing: [])
        }
        let known = entries[index]
        guard entry.supersedes(known) else { return entry == known ? .known : .superseded(by: known) }
        entries[index] = entry
        return .taken(replacing: [known])
    }

    /// The same entry with the texts that it has in common with those that are here, so that they are in memory once.
    private func sharing(_ entry: LaneEntry) -> LaneEntry {
        var entry = entry
        entry.key = entries[0].key
        if entry.object == object { entry.object = object }
        return entry
    }

    /// Whether an entry of this key is here, or one that supersedes it: merging it would change nothing.
    package func dominates(_ entry: LaneEntry) -> Bool {
        guard object == entry.object else { return entry.object < object }
        if entry.stage.isOver, over == nil { return false }
        return rival(of: entry).map { !entry.supersedes(entries[$0]) } ?? false
    }

    /// The entry that says that the object is over, which stands for all lanes.
    package var over: LaneEntry? { entries.count == 1 && entries[0].stage.isOver ? entries[0] : nil }

    /// The place of the entry of the same object that this one is compared with.
    private func rival(of entry: LaneEntry) -> Int? {
        if over != nil { return 0 }
        let index = place(of: entry.lane)
        return index < entries.count && entries[index].lane == entry.lane ? index : nil
    }

    /// The first place whose lane is not before this one.
    private func place(of lane: LaneName) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].lane < lane { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What came of merging an entry.
package enum LaneMerge: Sendable, Hashable {
    /// It was there.
    case known
    /// It was not there, and what is there supersedes it: the entry of its lane, the end of its object, or a later object
    /// (`nil`).
    case superseded(by: LaneEntry?)
    /// It was taken, in place of these: the former entry of its lane, or all those of an earlier or ended object.
    case taken(replacing: [LaneEntry])
}
