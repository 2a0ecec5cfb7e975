import Foundation
import GRDB
import KnotModel
import KnotStore

/// A batch as rows, encoded before the writer sees it.
struct EncodedBatch: Sendable {
    private struct RecordRow: Sendable {
        let key: String
        let kind: String
        let body: Data
        let updated: Int64
    }

    private struct EventRow: Sendable {
        let key: String
        /// The reason; further messages of it have a number behind it.
        let reason: String
        let body: Data
    }

    private let records: [RecordRow]
    private let removed: [String]
    private let events: [EventRow]

    /// Throws what the codec throws; then nothing of the batch was written.
    init(_ batch: Batch, codec: any RecordCodec) throws {
        records = try batch.records.map { record in
            RecordRow(
                key: record.key.description, kind: record.key.kind.rawValue, body: Data(try codec.encode(record)),
                updated: record.latest.wall.milliseconds)
        }
        removed = batch.removed.map(\.description)
        events = try batch.events.map { event in
            EventRow(
                key: event.key.description, reason: event.reason + (event.variant.map { "#\($0)" } ?? ""),
                body: Data(try codec.encode(event)))
        }
    }

    /// Writes the rows; the caller has begun a transaction. A removed record takes its events along.
    func write(_ db: GRDB.Database, unreadable: Set<String>) throws {
        for key in removed + records.map(\.key) where unreadable.contains(key) {
            try db.execute(
                sql: "INSERT INTO quarantine (key, body) SELECT key, body FROM record WHERE key = ?", arguments: [key])
        }
        for key in removed {
            try db.cachedStatement(sql: "DELETE FROM record WHERE key = ?").execute(arguments: [key])
            try db.cachedStatement(sql: "DELETE FROM event WHERE key = ?").execute(arguments: [key])
        }
        for row in records {
            let sql = """
                INSERT INTO record (key, kind, body, updated) VALUES (?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, body = excluded.body, updated = excluded.updated
                """
            try db.cachedStatement(sql: sql).execute(arguments: [row.key, row.kind, row.body, row.updated])
        }
        for row in events {
            let sql = """
                INSERT INTO event (key, reason, body) VALUES (?, ?, ?)
                ON CONFLICT (key, reason) DO UPDATE SET body = excluded.body
                """
            try db.cachedStatement(sql: sql).execute(arguments: [row.key, row.reason, row.body])
        }
    }

    /// The keys it replaces or removes.
    var keys: [String] { removed + records.map(\.key) }
}
