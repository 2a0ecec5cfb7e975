import KnotModel

/// The lane entries of a replica, and which writes they cover. A value: a copy is a snapshot.
///
/// **Invariant.** If the vector says *n* of an origin, then each of the origin's writes 1…*n* is in the table, or an entry
/// that dominates it is. Three things keep it, each of them merging before it covers:
///
/// 1. A commit of this node (`prepare`, then `take` once it is durable) numbers its entries densely, after its last.
/// 2. A push is a commit as it was made. It is always merged; the vector goes on only when nothing is missing before it.
/// 3. An answer to a question (`answer`) is one snapshot of everything that is not covered by the vector asked with, of
///    all origins and lanes; when the last of it is merged, what either side's vector covers is covered.
///
/// Why an answer covers: take a write *w* that the sender's vector covers. The sender holds *w* or a chain of dominators
/// ended in some entry *d*. If the asker's vector covers *d*, the asker holds *d* or what dominates it, by the invariant.
/// If it does not, *d* is in the answer. Either way the asker comes to hold what dominates *w*, because to dominate is
/// transitive. The argument fails when *d* may be left out, as it is when an answer stops at the *sender's* vector (*d* may
/// have come to it out of turn), tells of some origins only (*d* is often another's), or is read while the table changes
/// (*d* may be superseded by an entry at a place that was read already), or is put together of the chunks of two answers.
/// It fails as well when the table has gone back since it asked: therefore what is under way is a part of the table, and
/// goes back with it. And it rests on there being one write of each number of an origin.
///
/// Entries above a gap that nobody can fill, because its writes were lost with their node, are in every answer until
/// something supersedes them, or their origin is closed.
package struct LaneTable: Sendable {
    /// A question whose answer is awaited.
    private struct Inquiry: Sendable {
        let question: Question
        /// That of the first chunk.
        var answer: AnswerID?
        /// The index of the next chunk.
        var next = 0
    }

    private var sets: [EntryKey: LaneSet] = [:]
    package private(set) var vector = VersionVector()
    /// By the id of the question. They are not stored: what a database holds has asked nothing.
    private var inquiries: [UInt64: Inquiry] = [:]

    package init() {}

    package subscript(key: EntryKey) -> LaneSet? { sets[key] }

    /// In order.
    package var keys: [EntryKey] { sets.keys.sorted() }

    /// All entries, by key and lane.
    package var entries: [LaneEntry] { keys.flatMap { sets[$0]?.entries ?? [] } }

    /// The objects that are not over, in no order.
    package var objects: some Sequence<ObjectID> { sets.values.lazy.filter { $0.over == nil }.map(\.object) }

    package func dominates(_ entry: LaneEntry) -> Bool { sets[entry.key]?.dominates(entry) ?? false }

    /// Takes in an entry; the vector does not change. For entries of a database, whose vector is stored beside them.
    @discardableResult
    package mutating func merge(_ entry: LaneEntry) -> LaneMerge {
        if let merge = sets[entry.key]?.merge(entry) { return merge }
        sets[entry.key] = LaneSet(entry)
        return .taken(replacing: [])
    }

    /// Forgets a key. Only where no peer can bring it back: of a tombstone whose time is over, or of what an administrator
    /// gave up. Returns the entries that there were.
    package mutating func remove(_ key: EntryKey) -> [LaneEntry] { sets.removeValue(forKey: key)?.entries ?? [] }

    /// Covers what a stored vector covers, only after the entries that were stored with it are merged.
    package mutating func restore(_ stored: VersionVector) { vector.formUnion(stored) }

    // MARK: Commits

    /// The entries that this node is about to write in one commit, numbered after the last of its origin. Nothing is taken
    /// in yet: when the push is durable, `take` it, and tell peers of it as it is; when it could not be stored, forget it.
    /// Only one may be prepared at a time. `nil` for no entries, and when the origin's numbers are used up: then the node
    /// has to go on as another one.
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

    /// Takes in a commit. Returns what came of each entry.
    @discardableResult
    package mutating func take(_ push: Push) -> [LaneMerge] {
        let merges = push.entries.map { merge($0) }
        vector.extend(push.origin, by: push.range)
        return merges
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

    /// What this replica has beyond the vector asked with, in the order of keys, in chunks that end with a key once they
    /// have `limit` entries. There is at least one. No two answers of any replica have the same `id`.
    package func answer(to question: Question, id: AnswerID, limit: Int) -> [AnswerChunk] {
        var parts: [[LaneEntry]] = [[]]
        for key in keys {
            let missing = (sets[key]?.entries ?? []).filter { !question.vector.covers($0) }
            guard !missing.isEmpty else { continue }
            if let last = parts.last, last.count >= limit { parts.append([]) }
            parts[parts.count - 1] += missing
        }
        return parts.enumerated().compactMap { index, entries in
            AnswerChunk(
                answer: id, question: question.id, index: index, entries: entries,
                covered: index == parts.count - 1 ? vector : nil)
        }
    }

    /// Takes in a chunk. What comes out of turn, or of another answer to the question, is merged and covers nothing.
    /// Returns what came of each entry, and whether the answer is complete and what it covers is covered.
    package mutating func take(_ chunk: AnswerChunk) -> (merges: [LaneMerge], isComplete: Bool) {
        let merges = chunk.entries.map { merge($0) }
        guard var inquiry = inquiries[chunk.question], chunk.index == inquiry.next,
            inquiry.answer == nil || inquiry.answer == chunk.answer
        else { return (merges, false) }
        guard let covered = chunk.covered else {
            inquiry.answer = chunk.answer
            inquiry.next += 1
            inquiries[chunk.question] = inquiry
            return (merges, false)
        }
        inquiries[chunk.question] = nil
        guard vector.covers(inquiry.question.vector) else { return (merges, false) }
        vector.formUnion(covered)
        return (merges, true)
    }
}
