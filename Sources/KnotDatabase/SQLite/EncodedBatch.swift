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

        var sum: Data { RowSum(record: key, kind: kind, body: body, updated: updated).bytes }
    }

    private struct EventRow: Sendable {
        let key: String
        /// The reason; further messages of it have a number behind it.
        let reason: String
        let body: Data

        var sum: Data { RowSum(event: key, reason: reason, body: body).bytes }
    }

    private let records: [RecordRow]
    private let removed: [String]
    private let events: [EventRow]
    private let adopted: [Adoption]
    private let lost: LostSpan?

    /// Throws what the codec throws; then nothing of the batch was written.
    init(_ batch: Batch, codec: any RecordCodec) throws {
        records = try batch.records.map { record in
            RecordRow(
                key: record.key.description, kind: record.key.kind.rawValue, body: Data(try codec.encode(record)),
                updated: record.latest.wall.milliseconds)
        }
        removed = batch.removed.map(\.description)
        adopted = batch.adopted
        lost = batch.lost
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
                INSERT INTO record (key, kind, body, updated, sum) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE
                SET kind = excluded.kind, body = excluded.body, updated = excluded.updated, sum = excluded.sum
                """
            try db.cachedStatement(sql: sql).execute(arguments: [row.key, row.kind, row.body, row.updated, row.sum])
        }
        for row in events {
            let sql = """
                INSERT INTO event (key, reason, body, sum) VALUES (?, ?, ?, ?)
                ON CONFLICT (key, reason) DO UPDATE SET body = excluded.body, sum = excluded.sum
                """
            try db.cachedStatement(sql: sql).execute(arguments: [row.key, row.reason, row.body, row.sum])
        }
        for adoption in adopted {
            try db.execute(
                sql: "INSERT OR IGNORE INTO adoption (key, cluster) VALUES (?, ?)",
                arguments: [adoption.key.description, adoption.cluster])
        }
        if let lost { try Schema.set(Schema.lost, to: lost.description, db) }
    }

    /// About how many pages it changes: for each row that of its table and that of an index, and what its body fills.
    var pages: Int {
        let bodies = records.map(\.body) + events.map(\.body)
        return bodies.reduce(2 * removed.count) { $0 + $1.count / CheckpointSchedule.pageSize + 2 }
    }

    /// The keys it replaces or removes.
    var keys: [String] { removed + records.map(\.key) }
}
