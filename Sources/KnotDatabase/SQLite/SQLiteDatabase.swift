import Foundation
import GRDB
import KnotModel
import KnotStore
import Synchronization

/// The embedded database: one SQLite file that one server has open at a time.
///
/// Write-ahead log, `synchronous = FULL`: a commit has reached the disk when it returns. Commits that wait at the same
/// time share one transaction and so one `fsync`. See https://www.sqlite.org/wal.html.
package final class SQLiteDatabase: Database {
    /// The most commits that may wait. One more is refused with `Failure.Code.busy`.
    package static let queueLimit = 4096

    /// The file, with every symbolic link followed.
    package let path: String
    let codec: any RecordCodec
    let connection: DatabaseQueue
    let queue: Mutex<CommitQueue>
    /// Keys whose stored bytes cannot be read; before one is overwritten its bytes are set aside.
    let unreadable = Mutex<Set<String>>([])
    private let lock: FileLock

    /// What is known of the database beside what is in it.
    struct Standing: Sendable {
        /// The number of the last transaction.
        var sequence: UInt64
        /// Why nothing is written.
        var refusal: Failure?
        var isSetBack: Bool
    }

    let standing: Mutex<Standing>
    let files: OpenFiles
    let acknowledgements: AcknowledgementFile
    private let cluster: String

    init(
        path: String, codec: any RecordCodec, connection: DatabaseQueue, lock: FileLock, files: OpenFiles,
        acknowledgements: AcknowledgementFile, cluster: String, standing: Standing
    ) {
        self.path = path
        self.codec = codec
        self.connection = connection
        self.lock = lock
        self.files = files
        self.acknowledgements = acknowledgements
        self.cluster = cluster
        self.standing = Mutex(standing)
        self.queue = Mutex(CommitQueue(limit: Self.queueLimit))
    }

    /// Notes beside the database that all up to the last transaction was acknowledged. While it lags behind what was, the
    /// greater number stays.
    func acknowledge(isForced: Bool) {
        let (sequence, isHeld) = standing.withLock { ($0.sequence, $0.refusal != nil) }
        guard !isHeld else { return }
        acknowledgements.write(
            Acknowledgement(cluster: cluster, sequence: sequence, salts: LogHeader.salts(ofLogAt: path + "-wal")),
            isForced: isForced)
    }

    package func compact() async throws(Failure) {
        try await access { db in
            try db.execute(sql: "DELETE FROM event WHERE key NOT IN (SELECT key FROM record)")
            _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum")
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        acknowledge(isForced: true)
    }

    package func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = queue.withLock { $0.close(continuation) }
            if isIdle { continuation.resume() }
        }
        acknowledge(isForced: true)
        acknowledgements.close()
        // Closing twice does nothing; what remains open at the end is closed with the process.
        try? connection.close()
        lock.release()
    }

    /// Runs `body` on the connection, one caller at a time.
    func access<Result: Sendable>(
        _ body: @escaping @Sendable (GRDB.Database) throws -> Result
    ) async throws(Failure) -> Result {
        // A cancelled task must not cut a write short: the work runs in a task of its own.
        let work = Task { [connection] in try await connection.writeWithoutTransaction(body) }
        switch await work.result {
        case .success(let result): return result
        case .failure(let error): throw Failure(sqlite: error, path: path)
        }
    }
}
