import KnotModel
import KnotStore

/// Where a node keeps its lane entries and events. What `commit` was given is durable when it returns.
///
/// Reads come from memory: a node loads once, at start, and only writes afterwards. It has one commit under way at a time,
/// in which all is that waits.
package protocol Database: Sendable {
    /// Everything that is stored: the entries go into `sink` as they are read, in no order; all else is returned, with what
    /// became of the sink.
    func load<Sink: LaneEntrySink>(into sink: Sink) async throws(Failure) -> (state: StoredState, entries: Sink)

    /// Takes the database over, so that from now on no other program that has it open can commit: its commits fail. Without
    /// a claim of its own a program commits as long as nobody else claims.
    func claim() async throws(Failure)

    /// Makes the whole batch durable, or nothing of it. Fails, then and ever after, once another program has claimed the
    /// database.
    func commit(_ batch: Batch) async throws(Failure)

    /// The last ten writes of a resource's `spec` that were superseded by what had not seen them, the latest first.
    func overwritten(of key: ResourceKey) async throws(Failure) -> [LostWrite]

    /// Makes sure that a commit would be durable now, by one that changes no record.
    func checkWrite() async throws(Failure)

    /// Gives back space that is no longer needed.
    func compact() async throws(Failure)

    /// Finishes the commits that were accepted and lets the database go. Later calls of the others fail.
    func close() async

    /// Why nothing can be written now; `nil` when it can, as far as that shows without writing.
    func check() async -> Failure?

    /// Makes the database one of another cluster. What it was of before is remembered (`StoredState.formerClusters`), and
    /// the node stays what it is.
    func change(cluster: String) async throws(Failure)

    /// Takes the database as it is for the truth: that it was set back, or has lost commits, is held against it no longer.
    func accept() async throws(Failure)

    /// Sets unreadable records aside, by the names that `load` gave them, so that their keys are free. What was stored is
    /// kept.
    func discard(_ names: [String]) async throws(Failure)
}

extension Database {
    package func check() async -> Failure? { nil }
    package func accept() async throws(Failure) {}
    package func discard(_ names: [String]) async throws(Failure) {}
}
