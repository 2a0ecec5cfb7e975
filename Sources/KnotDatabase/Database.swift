import KnotModel
import KnotStore

/// Where a node keeps its records and events. What `commit` was given is durable when it returns.
///
/// Reads come from memory: a node loads once, at start, and only writes afterwards.
package protocol Database: Sendable {
    /// Everything that is stored.
    func load() async throws(Failure) -> StoredState

    /// Makes the whole batch durable, or nothing of it.
    func commit(_ batch: Batch) async throws(Failure)

    /// Gives back space that is no longer needed.
    func compact() async throws(Failure)

    /// Finishes the commits that were accepted and lets the database go. Later calls of the others fail.
    func close() async
}
