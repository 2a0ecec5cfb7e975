import KnotModel

/// The lane entries of a replica, and which writes they cover. A value: a copy is a snapshot.
///
/// **Invariant.** If the vector says *n* of an origin, then of each of the origin's writes 1…*n* it is so that the table
/// holds it, or an entry that dominates it, or held a tombstone that dominates it and let it go; and the number of every
/// tombstone that was let go is in the floor. What is held back because its stamp is too far ahead counts as held.
/// Four things keep it, each of them merging before it covers:
///
/// 1. A commit of this node (`prepare`, then `apply` once it is durable) numbers its entries densely, after its last.
/// 2. A push is a commit as it was made. It is always merged; the vector goes on only when nothing is missing before it.
/// 3. An answer to a question (`answer`) is one snapshot of everything that is not covered by the vector asked with, of
///    all origins and lanes; when the last of it is merged, what either side's vector covers is covered.
/// 4. Where the vector asked with does not cover the sender's floor, the answer is the whole of the sender's table, and
///    takes the place of all that the sender's vector covers.
///
/// Why an answer covers: take a write *w* that the sender's vector covers. The sender holds *w* or a chain of dominators
/// ended in some entry *d*, or let *d*, a tombstone, go. If it holds *d* and the asker's vector covers *d*, then the asker
/// holds *d* or what dominates it, or let that go, by the invariant. If it holds *d* and the asker's vector does not cover
/// it, *d* is in the answer. If it let *d* go, *d* is in its floor: either the asker's vector covers the floor, and with it
/// *d*; or the answer is whole, the asker keeps nothing that the sender's vector covers but what the answer has, and takes
/// over the floor. In each case the invariant holds for *w*, because to dominate is transitive. The argument fails when *d*
/// may be left out, as it is when an answer stops at the *sender's* vector (*d* may have come to it out of turn), tells of
/// some origins only (*d* is often another's), or is read while the table changes (*d* may be superseded by an entry at a
/// place that was read already), or is put together of the chunks of two answers. It fails as well when the table has gone
/// back since it asked: therefore what is under way is a part of the table, and goes back with it. And it rests on there
/// being one write of each number of an origin.
///
/// What the vector covers already is not taken in again, wherever it comes from: what it ended is over, also where the
/// tombstone that says so was let go.
///
/// A replica that may have lost entries, as one with damaged rows, forgets its vector and floor (`forgetCoverage`): nothing
/// is claimed then, so that the invariant holds, and its next question is answered with everything.
///
/// Entries above a gap that nobody can fill, because its writes were lost with their node, are in every answer until
/// something supersedes them.
///
/// An origin that has ended stays in the vector, some 50 bytes for each start of a node: that it covers writes of which
/// nothing is left is what tells an object that is over, whose tombstone was let go, from one that it has never seen.
package struct LaneTable: Sendable {
    /// A question whose answer is awaited.
    struct Inquiry: Sendable, Hashable {
        let question: Question
        /// That of the first chunk.
        var answer: AnswerID?
        /// The index of the next chunk.
        var next = 0
        /// Of a whole answer, what its chunks had.
        var snapshot: Set<WriteID> = []
    }

    private var sets: [EntryKey: LaneSet] = [:]
    package private(set) var vector = VersionVector()
    /// Covers the tombstones that were let go: whoever has not seen all of it is answered with everything.
    package private(set) var floor = VersionVector()
    /// Entries whose stamps are too far ahead to be merged. They are covered, and passed on.
    package private(set) var held: [LaneEntry] = []
    /// By the id of the question. They are not stored: what a database holds has asked nothing.
    private(set) var inquiries: [UInt64: Inquiry] = [:]

    package init() {}

    package subscript(key: EntryKey) -> LaneSet? { sets[key] }

    /// In order.
    package var keys: [EntryKey] { sets.keys.sorted() }

    /// All entries that are merged, by key and lane.
    package var entries: [LaneEntry] { keys.flatMap { sets[$0]?.entries ?? [] } }

    /// What is merged of the keys of these buckets, by key and lane.
    func entries(in buckets: Set<BucketHashes.Group>) -> [LaneEntry] {
        sets.keys.filter { buckets.contains(BucketHashes.Group(of: $0)) }.sorted().flatMap { sets[$0]?.entries ?? [] }
    }

    /// The objects that are not over, in no order.
    package var objects: some Sequence<ObjectID> { sets.values.lazy.filter { $0.over == nil }.map(\.object) }

    /// The same in no order, one after the other.
    package var unordered: some Sequence<LaneEntry> { sets.values.lazy.flatMap(\.entries) }

    package func dominates(_ entry: LaneEntry) -> Bool { sets[entry.key]?.dominates(entry) ?? false }

    /// Takes in an entry; the vector does not change. For entries of a database, whose vector is stored beside them.
    @discardableResult
    package mutating func merge(_ entry: LaneEntry) -> LaneMerge {
        if let merge = sets[entry.key]?.merge(entry) { return merge }
        sets[entry.key] = LaneSet(entry)
        return .taken(replacing: [])
    }

    /// Forgets a key of which an administrator gave up what there is. Returns what there was.
    package mutating func remove(_ key: EntryKey) -> LaneSet? { sets.removeValue(forKey: key) }

    /// Takes back what a database has stored beside its entries, only after these are merged.
    package mutating func restore(
        _ vector: VersionVector, floor: VersionVector = VersionVector(), held: [LaneEntry] = []
    ) {
        self.vector.formUnion(vector)
        self.floor.formUnion(floor)
        self.held = (self.held + held).sorted(by: LaneDelta.isEarlier)
    }

    /// Claims nothing any more: entries may have been lost that were covered.
    package mutating func forgetCoverage() {
        vector = VersionVector()
        floor = VersionVector()
        inquiries = [:]
    }

    // MARK: Commits

    /// The entries that this node is about to write in one commit, numbered after the last of its origin. Nothing is taken
    /// in yet. Only one commit may be under way at a time. `nil` for no entries, and when the origin's numbers are used
    /// up: then the node has to go on as another one.
    package func prepare(_ entries: [LaneEntry], as origin: Origin) -> Push? {
        let last = vector[origin]
        return Push(
            entries: entries.enumerated().map { index, entry in
                var entry = entry
                entry.origin = origin
                entry.sequence = last + UInt64(index) + 1
                return entry
            })
    }

    /// Takes in what was staged of this table, which has not changed since.
    package mutating func apply(_ delta: LaneDelta) {
        for change in delta.changes { sets[change.key] = change.new }
        vector = delta.vector
        floor = delta.floor
        held = delta.held
        inquiries = delta.inquiries
    }

    // MARK: Anti-entropy

    /// Asks for everything that a peer has beyond this table. The answer counts until `forget` or until the table goes back
    /// to what it was before.
    package mutating func ask(id: UInt64) -> Question {
        let question = Question(id: id, vector: vector)
        inquiries[id] = Inquiry(question: question)
        return question
    }

    /// An answer that does not come is waited for no longer.
    package mutating func forget(_ question: UInt64) { inquiries[question] = nil }

    /// What this replica has beyond the vector asked with, or all that it has where that vector does not cover the floor,
    /// in the order of keys, in chunks that end with a key once they have `limit` entries. There is at least one. No two
    /// answers of any replica have the same `id`.
    package func answer(to question: Question, id: AnswerID, limit: Int) -> [AnswerChunk] {
        let isWhole = !question.vector.covers(floor)
        let heldByKey = Dictionary(grouping: held, by: \.key)
        var parts: [[LaneEntry]] = [[]]
        for key in Set(sets.keys).union(heldByKey.keys).sorted() {
            let known = (sets[key]?.entries ?? []) + (heldByKey[key] ?? [])
            let missing = isWhole ? known : known.filter { !question.vector.covers($0) }
            guard !missing.isEmpty else { continue }
            if let last = parts.last, last.count >= limit { parts.append([]) }
            parts[parts.count - 1] += missing
        }
        return parts.enumerated().compactMap { index, entries in
            AnswerChunk(
                answer: id, question: question.id, index: index, entries: entries,
                covered: index == parts.count - 1 ? vector : nil, floor: isWhole ? floor : nil)
        }
    }
}
