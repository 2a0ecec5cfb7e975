import KnotModel

/// The lane entries of a replica, and which writes they cover. A value: a copy is a snapshot.
///
/// **Invariant.** If the vector says *n* of an origin, then each of the origin's writes 1…*n* is in the table, or an entry
/// that dominates it is. Three things keep it, each of them merging before it covers:
///
/// 1. A commit of this node (`commit`) numbers its entries densely, after its last.
/// 2. A push is a commit as it was made. It is always merged; the vector goes on only when nothing is missing before it.
/// 3. An answer to a vector (`answer`) is one snapshot of everything that is not covered by the vector asked with, of all
///    origins and lanes; when the last of it is merged, what either side's vector covers is covered.
///
/// Why an answer covers: take a write *w* that the sender's vector covers. The sender holds *w* or a chain of dominators
/// ended in some entry *d*. If the asker's vector covers *d*, the asker holds *d* or what dominates it, by the invariant.
/// If it does not, *d* is in the answer. Either way the asker comes to hold what dominates *w*, because to dominate is
/// transitive. The argument fails when *d* may be left out, as it is when an answer stops at the *sender's* vector (*d* may
/// have come to it out of turn), tells of some origins only (*d* is often another's), or is read while the table changes
/// (*d* may be superseded by an entry at a place that was read already), or is put together of the chunks of two answers.
/// It fails as well when the asker's vector has gone back since it asked. `AnswerIntake` sees to both.
package struct LaneTable: Sendable {
    private var sets: [EntryKey: LaneSet] = [:]
    package private(set) var vector = VersionVector()

    package init() {}

    package subscript(key: EntryKey) -> LaneSet? { sets[key] }

    /// In order.
    package var keys: [EntryKey] { sets.keys.sorted() }

    /// All entries, by key and lane.
    package var entries: [LaneEntry] { keys.flatMap { sets[$0]?.entries ?? [] } }

    package func dominates(_ entry: LaneEntry) -> Bool { sets[entry.key]?.dominates(entry) ?? false }

    /// Takes in an entry; the vector does not change. For entries of a database, whose vector is stored beside them, and
    /// of peers.
    @discardableResult
    package mutating func merge(_ entry: LaneEntry) -> LaneMerge {
        if let merge = sets[entry.key]?.merge(entry) { return merge }
        sets[entry.key] = LaneSet(entry)
        return .taken(replacing: [])
    }

    /// Covers what a stored vector covers, only after the entries that were stored with it are merged.
    package mutating func restore(_ stored: VersionVector) { vector.formUnion(stored) }

    /// Numbers and takes in entries that this node writes in one commit, all of one origin. What is returned is what has
    /// to be durable before a peer may learn of it, and then is pushed as it is; `nil`, and nothing is taken in, when there are
    /// no entries, or the origin's numbers are used up: then the node has to go on as another one.
    package mutating func commit(_ entries: [LaneEntry], as origin: Origin) -> Push? {
        guard !entries.isEmpty else { return nil }
        let last = vector[origin]
        let numbered = entries.enumerated().map { index, entry in
            var entry = entry
            entry.origin = origin
            entry.sequence = last + UInt64(index) + 1
            return entry
        }
        guard let push = Push(entries: numbered) else { return nil }
        take(push)
        return push
    }

    /// Takes in a commit. Returns what came of each entry.
    @discardableResult
    package mutating func take(_ push: Push) -> [LaneMerge] {
        let merges = push.entries.map { merge($0) }
        vector.extend(push.origin, by: push.range)
        return merges
    }

    /// What this replica has beyond a peer's vector, in chunks of at most `limit` entries, in the order of keys. There is
    /// at least one. No two answers of any replica have the same `id`.
    package func answer(to asked: VersionVector, id: AnswerID, limit: Int) -> [AnswerChunk] {
        let missing = entries.filter { !asked.covers($0) }
        let step = max(1, min(limit, missing.count))
        let starts = stride(from: 0, to: max(1, missing.count), by: step)
        return starts.enumerated().map { index, start in
            AnswerChunk(
                answer: id, asked: asked, index: index,
                entries: Array(missing[start..<min(start + step, missing.count)]),
                covered: start + step >= missing.count ? vector : nil)
        }
    }

    /// Ends an answer whose every chunk is merged. `false`, and the vector stays, when the vector that was asked with is
    /// not covered any more.
    mutating func finish(asked: VersionVector, covered: VersionVector) -> Bool {
        guard vector.covers(asked) else { return false }
        vector.formUnion(covered)
        return true
    }
}
