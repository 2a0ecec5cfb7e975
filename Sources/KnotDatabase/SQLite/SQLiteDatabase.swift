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

    init(path: String, codec: any RecordCodec, connection: DatabaseQueue, lock: FileLock) {
        self.path = path
        self.codec = codec
        self.connection = connection
        self.lock = lock
        self.queue = Mutex(CommitQueue(limit: Self.queueLimit))
    }

    package func load() async throws(Failure) -> StoredState {
        try await access { [codec] db in
            var state = StoredState(
                cluster: try Schema.value("cluster", db) ?? "", node: NodeID(try Schema.value("node", db) ?? ""),
                labelKey: try LabelKey.stored(db, codec))
            let outdated = try OutdatedRows(db, codec)
            try outdated.rewrite(db, codec)
            let records = try Row.fetchCursor(db, sql: "SELECT key, body FROM record")
            while let row = try records.next() {
                let key: String = row["key"]
                do {
                    let record = try codec.decodeRecord([UInt8](row["body"] as Data))
                    guard record.key.description == key else { throw Misplaced(name: record.key.description) }
                    state.records.append(record)
                } catch {
                    state.quarantined.append(Self.quarantined(key, error))
                }
            }
            let events = try Row.fetchCursor(db, sql: "SELECT key, reason, body FROM event")
            while let row = try events.next() {
                do {
                    state.events.append(try codec.decodeEvent([UInt8](row["body"] as Data)))
                } catch {
                    state.quarantined.append(Self.quarantined("event of \(row["key"] as String)", error))
                }
            }
            state.records.sort { $0.key < $1.key }
            state.events.sort { ($0.key, $0.reason, $0.variant ?? 0) < ($1.key, $1.reason, $1.variant ?? 0) }
            state.quarantined.sort { $0.key < $1.key }
            let keys = state.quarantined.map(\.key)
            self.unreadable.withLock { $0.formUnion(keys) }
            return state
        }
    }

    package func compact() async throws(Failure) {
        try await access { db in
            try db.execute(sql: "DELETE FROM event WHERE key NOT IN (SELECT key FROM record)")
            _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum")
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    package func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = queue.withLock { $0.close(continuation) }
            if isIdle { continuation.resume() }
        }
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

    private struct Misplaced: Error, CustomStringConvertible {
        let name: String
        var description: String { "the bytes are those of \(name)" }
    }

    private static func quarantined(_ key: String, _ error: any Error) -> StoredState.Quarantined {
        StoredState.Quarantined(
            key: key,
            failure: Failure(
                .databaseFailed, subject: key,
                "\(key) is stored in a form that this version cannot read; it is left alone in the database",
                cause: "\(error)"))
    }
}
