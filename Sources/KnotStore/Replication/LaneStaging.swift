import KnotModel

/// Works out a `LaneDelta`: merges into a copy of what is touched.
struct LaneStaging {
    private let table: LaneTable
    /// Ticks of the latest stamp that is merged; later ones are held back.
    private let limit: UInt64
    private var changed: [EntryKey: LaneSet?] = [:]
    private var vector: VersionVector
    private var floor: VersionVector
    private var held: [LaneEntry] = []
    /// What was held back before, and what is now.
    private var known: Set<WriteID>
    private var heldBack: [LaneEntry] = []
    private var released: [LaneEntry] = []
    private var inquiries: [UInt64: LaneTable.Inquiry]
    private var overwritten: [LostWrite] = []
    private var forgotten: [EntryKey] = []
    private var mended: [EntryKey] = []
    private var cleared: Set<EntryKey> = []
    private var isAnswered = false

    init(_ table: LaneTable, limit: UInt64) {
        self.table = table
        self.limit = limit
        vector = table.vector
        floor = table.floor
        inquiries = table.inquiries
        known = Set(table.held.map(WriteID.init))
    }

    private func set(_ key: EntryKey) -> LaneSet? { changed[key] ?? table[key] }

    // MARK: What comes in

    /// What was held back and is no longer too far ahead is merged.
    mutating func release() {
        for entry in table.held {
            if isAhead(entry) {
                held.append(entry)
            } else {
                released.append(entry)
                merge(entry)
            }
        }
    }

    mutating func keepHeld() { held = table.held }

    mutating func take(_ delivery: Delivery) {
        switch delivery {
        case .push(let push): take(push)
        case .chunk(let chunk): take(chunk)
        case .bucket(let bucket): take(bucket)
        }
    }

    mutating func take(_ push: Push) {
        for entry in push.entries { take(entry) }
        vector.extend(push.origin, by: push.range)
    }

    /// What comes out of turn, or of another answer to the question, is merged and covers nothing.
    private mutating func take(_ chunk: AnswerChunk) {
        for entry in chunk.entries { take(entry) }
        guard var inquiry = inquiries[chunk.question], chunk.index == inquiry.next,
            inquiry.answer == nil || inquiry.answer == chunk.answer
        else { return }
        if chunk.isWhole { inquiry.snapshot.formUnion(chunk.entries.map(WriteID.init)) }
        guard let covered = chunk.covered else {
            inquiry.answer = chunk.answer
            inquiry.next += 1
            inquiries[chunk.question] = inquiry
            return
        }
        inquiries[chunk.question] = nil
        guard vector.covers(inquiry.question.vector) else { return }
        if let floor = chunk.floor { replace(with: inquiry.snapshot, covered, floor) }
        vector.formUnion(covered)
        isAnswered = true
    }

    /// What is covered here and neither held nor dominated was lost, unless it is the memory of a deletion that was let go.
    private mutating func take(_ bucket: BucketEntries) {
        guard held.isEmpty, bucket.basis == ComparisonBasis(vector: vector, floor: floor) else { return }
        for entry in bucket.entries {
            let known = set(entry.key)
            if entry.stage.isOver, known == nil, floor.covers(entry) { continue }
            if known?.dominates(entry) == true { continue }
            if vector.covers(entry) { mended.append(entry.key) }
            admit(entry)
        }
    }

    private mutating func take(_ entry: LaneEntry) {
        // Its end is known, also where the memory of it was let go.
        if vector.covers(entry) { return }
        admit(entry)
    }

    private mutating func admit(_ entry: LaneEntry) {
        guard isAhead(entry) else {
            merge(entry)
            return
        }
        guard known.insert(WriteID(entry)).inserted else { return }
        held.append(entry)
        heldBack.append(entry)
    }

    private func isAhead(_ entry: LaneEntry) -> Bool { entry.latest.ticks > limit }

    private mutating func merge(_ entry: LaneEntry) {
        guard var set = self.set(entry.key) else {
            changed[entry.key] = LaneSet(entry)
            return
        }
        let merge = set.merge(entry)
        if let lost = Self.unseen(entry, merge) { overwritten.append(lost) }
        if case .taken = merge { changed[entry.key] = set }
    }

    /// The entry of `spec` that loses in a merge and was not seen by the winner's writer.
    private static func unseen(_ entry: LaneEntry, _ merge: LaneMerge) -> LostWrite? {
        guard entry.lane == .spec else { return nil }
        switch merge {
        case .superseded(by: let winner?):
            return winner.overwritesUnseen(entry) ? LostWrite(entry, to: winner) : nil
        case .taken(let replaced):
            let loser = replaced.first {
                $0.lane == .spec && $0.object == entry.object && entry.overwritesUnseen($0)
            }
            return loser.map { LostWrite($0, to: entry) }
        case .known, .superseded(by: nil): return nil
        }
    }

    // MARK: What goes

    /// Takes the sender's whole table, which is merged already, in place of all that the sender's vector covers.
    private mutating func replace(with snapshot: Set<WriteID>, _ covered: VersionVector, _ floor: VersionVector) {
        func isOver(_ entry: LaneEntry) -> Bool { covered.covers(entry) && !snapshot.contains(WriteID(entry)) }
        let kept = held.filter { !isOver($0) }
        for entry in held where isOver(entry) {
            if let index = heldBack.firstIndex(of: entry) { heldBack.remove(at: index) } else { released.append(entry) }
        }
        held = kept
        // What supersedes the others of its key may be among those held back: they stay until it is merged.
        let waiting = Set(held.map(\.key))
        for key in Set(table.keys).union(changed.keys).sorted() where !waiting.contains(key) {
            guard let known = set(key) else { continue }
            let left = known.entries.filter { !isOver($0) }
            guard left.count < known.entries.count else { continue }
            // Those to whom it was pushed have it too.
            if !left.isEmpty { forgotten.append(key) }
            changed[key] = .some(LaneSet(left))
            cleared.insert(key)
        }
        self.floor.formUnion(floor)
    }

    /// Lets tombstones go.
    mutating func letGo(_ keys: [EntryKey]) {
        for key in keys {
            guard let tombstone = set(key)?.over else { continue }
            changed[key] = .some(nil)
            cleared.insert(key)
            floor.cover(tombstone.origin, to: tombstone.sequence)
        }
    }

    // MARK: The result

    var delta: LaneDelta {
        let changes = changed.sorted { $0.key < $1.key }.compactMap { key, new -> LaneDelta.Change? in
            let old = table[key]
            return old == new ? nil : LaneDelta.Change(key: key, old: old, new: new)
        }
        // A database tells objects by their uids.
        let alike = changes.filter { change in
            guard let old = change.old?.object, let new = change.new?.object else { return false }
            return old != new && old.uid == new.uid
        }
        let cleared = cleared.intersection(changes.map(\.key)).union(alike.map(\.key))
        return LaneDelta(
            changes: changes, vector: vector, covered: vector.beyond(table.vector), floor: floor,
            held: held.sorted(by: LaneDelta.isEarlier), heldBack: heldBack, released: released,
            overwritten: overwritten, forgotten: forgotten, mended: mended, cleared: cleared.sorted(),
            isAnswered: isAnswered, inquiries: inquiries, hasNewFloor: floor != table.floor)
    }
}

extension LaneTable {
    /// What deliveries make of it, and what was held back and whose time has come.
    ///
    /// - Parameter limit: Ticks of the latest stamp that is merged.
    package func stage(_ deliveries: [Delivery] = [], limit: UInt64 = .max) -> LaneDelta {
        var staging = LaneStaging(self, limit: limit)
        staging.release()
        for delivery in deliveries { staging.take(delivery) }
        return staging.delta
    }

    /// What a commit of this node makes of it, and which tombstones are let go. What is held back stays so.
    package func stage(own push: Push?, lettingGo expired: [EntryKey] = []) -> LaneDelta {
        var staging = LaneStaging(self, limit: .max)
        staging.keepHeld()
        if let push { staging.take(push) }
        staging.letGo(expired)
        return staging.delta
    }
}
