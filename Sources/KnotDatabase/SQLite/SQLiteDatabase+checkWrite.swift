import GRDB
import KnotModel

extension SQLiteDatabase {
    /// Bytes that a check writes, so that a disk with a last page free is not taken for one with room.
    private static let checkSize = 32 * 1024

    package func checkWrite() async throws(Failure) {
        try await transaction { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('check', ?)",
                arguments: [String(repeating: " ", count: Self.checkSize)])
        }
        if let failure = fileFailure() { throw failure }
        await checkpointIfDue(after: Self.checkSize / CheckpointSchedule.pageSize)
    }
}
