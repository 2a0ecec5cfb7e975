/// When the log is written back to the database file.
///
/// SQLite would do that as part of a commit. Here it is an access of its own, so that during a commit nobody but another
/// program changes the database file. How many pages a commit has written is an estimate.
struct CheckpointSchedule: Sendable {
    /// Pages in the log, each of 4 KiB, at which it is written back; the same as SQLite's own.
    static let limit = 1000
    static let pageSize = 4096
    /// Pages that each transaction writes beside those of its rows.
    private static let ofTransaction = 3

    private var pages = 0

    /// A transaction was written: is a checkpoint due?
    mutating func isDue(after pages: Int) -> Bool {
        self.pages += pages + Self.ofTransaction
        return self.pages >= Self.limit
    }

    mutating func isDone() { pages = 0 }
}
