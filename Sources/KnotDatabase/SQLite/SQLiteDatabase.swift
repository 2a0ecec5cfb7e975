import Foundation
import GRDB
import KnotModel
import KnotStore
import Synchronization

/// The embedded database: one SQLite file that one server has open at a time.
///
/// Write-ahead log, `synchronous = FULL`: a commit has reached the disk when it returns. See
/// https://www.sqlite.org/wal.html.
package final class SQLiteDatabase: Database {
    /// The file, with every symbolic link followed.
    package let path: String
    let codec: StorageCodec
    let connection: DatabaseQueue
    let underWay = Mutex(CommitsUnderWay())
    /// Keys whose stored bytes cannot be read; before one is overwritten its bytes are set aside.
    let unreadable = Mutex<Set<String>>([])
    private let lock: FileLock

    /// What is known of the database beside what is in it.
    struct Standing: Sendable {
        /// The number of the last transaction.
        var sequence: UInt64
        /// The name under which this program has claimed the database.
        var claim: String?
        /// Why nothing is written.
        var refusal: Failure?
        var isSetBack: Bool
        /// What an administrator should know, one sentence each.
        var notes: [String] = []
    }

    let standing: Mutex<Standing>
    let files: OpenFiles
    let acknowledgements: AcknowledgementFile
    let checkpoints = Mutex(CheckpointSchedule())
    /// See `StoredState.origin`.
    private let origin: String

    init(
        path: String, codec: StorageCodec, connection: DatabaseQueue, lock: FileLock, files: OpenFiles,
        acknowledgements: AcknowledgementFile, origin: String, standing: Standing
    ) {
        self.path = path
        self.codec = codec
        self.connection = connection
        self.lock = lock
        self.files = files
        self.acknowledgements = acknowledgements
        self.origin = origin
        self.standing = Mutex(standing)
    }

    /// Notes beside the database that all up to the last transaction was acknowledged. While it lags behind what was, the
    /// greater number stays.
    func acknowledge(isForced: Bool) {
        let (sequence, isHeld) = standing.withLock { ($0.sequence, $0.refusal != nil) }
        guard !isHeld, !files.isChanged else { return }
        acknowledgements.write(
            Acknowledgement(cluster: origin, sequence: sequence, salts: LogHeader.salts(ofLogAt: path + "-wal")),
            isForced: isForced)
    }

    /// Sees to it that the next start takes the database for one that was set back: another program has changed the file,
    /// and what it holds is not known. The number is above that of a transaction that was being written.
    func markChanged() {
        let (sequence, isHeld) = standing.withLock { ($0.sequence, $0.refusal != nil) }
        guard !isHeld else { return }
        acknowledgements.write(
            Acknowledgement(cluster: origin, sequence: sequence + 2, salts: ""), isForced: true, isFinal: true)
    }

    package func compact() async throws(Failure) {
        try await access(.checkpoint) { db in
            try db.execute(
                sql: "DELETE FROM event WHERE key NOT IN (SELECT key FROM entry UNION SELECT key FROM record)")
            _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum")
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        checkpoints.withLock { $0.isDone() }
        acknowledge(isForced: true)
    }

    package func close() async {
        await withCheckedContinuation { continuation in
            if underWay.withLock({ $0.close(continuation) }) { continuation.resume() }
        }
        let isUnchanged = files.close()
        if files.isFileChanged { markChanged() }
        acknowledge(isForced: true)
        acknowledgements.close()
        if isUnchanged {
            // Closing twice does nothing; what remains open at the end is closed with the process.
            try? connection.close()
        } else {
            // SQLite would write its log into what another program has put there. The process closes it, which does not.
            _ = Unmanaged.passRetained(connection)
        }
        lock.release()
    }

    /// Runs `body` on the connection, one caller at a time. Where something has happened to the files, only a load runs.
    func access<Result: Sendable>(
        _ kind: OpenFiles.Access, _ body: @escaping @Sendable (GRDB.Database) throws -> Result
    ) async throws(Failure) -> Result {
        // A cancelled task must not cut a write short: the work runs in a task of its own.
        let work = Task { [connection, files] in
            try await connection.writeWithoutTransaction { (db: GRDB.Database) throws -> Result in
                let failure = files.begin()
                defer { files.end(kind) }
                if let failure, kind != .load { throw failure }
                return try body(db)
            }
        }
        let result = await work.result
        if files.isFileChanged { markChanged() }
        switch result {
        case .success(let result): return result
        case .failure(let error): throw Failure(sqlite: error, path: path)
        }
    }

    /// Runs `body` in a transaction, which is on the disk on return.
    func transaction(_ body: @escaping @Sendable (GRDB.Database) throws -> Void) async throws(Failure) {
        try await access(.write) { [self] db in try transaction(db) { try body(db) } }
    }

    /// The same within an access to the database, by whoever has claimed it.
    func transaction(_ db: GRDB.Database, _ body: () throws -> Void) throws {
        try db.inTransaction(.immediate) {
            try files.verify()
            try verifyClaim(db)
            try body()
            return .commit
        }
    }

    /// Writes the log back when that is due. One that fails, or that a reader holds up, is done again later.
    ///
    /// - Parameter pages: About how many the last transaction wrote.
    func checkpointIfDue(after pages: Int) async {
        guard checkpoints.withLock({ $0.isDue(after: pages) }) else { return }
        do throws(Failure) {
            try await access(.checkpoint) { db in _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
        } catch {
            // What is in the log is as durable there.
        }
        checkpoints.withLock { $0.isDone() }
    }
}
