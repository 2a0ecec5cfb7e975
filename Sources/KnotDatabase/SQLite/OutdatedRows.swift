import Foundation
import GRDB

/// Rows that are stored in a form that the codec no longer writes: unsealed, say, from before there was a key.
struct OutdatedRows {
    private let records: [String]
    private let events: [(key: String, reason: String)]

    init(_ db: GRDB.Database, _ codec: any RecordCodec) throws {
        var records: [String] = []
        let stored = try Row.fetchCursor(db, sql: "SELECT key, body FROM record")
        while let row = try stored.next() {
            if !codec.isCurrent([UInt8](row["body"] as Data)) { records.append(row["key"]) }
        }
        var events: [(key: String, reason: String)] = []
        let happened = try Row.fetchCursor(db, sql: "SELECT key, reason, body FROM event")
        while let row = try happened.next() {
            if !codec.isCurrent([UInt8](row["body"] as Data)) { events.append((row["key"], row["reason"])) }
        }
        self.records = records
        self.events = events
    }

    var isEmpty: Bool { records.isEmpty && events.isEmpty }

    /// Writes them anew, all or none, and leaves nothing of their old form in the file or its log. What cannot be read
    /// stays as it is.
    func rewrite(_ db: GRDB.Database, _ codec: any RecordCodec) throws {
        guard !isEmpty else { return }
        try db.inTransaction(.immediate) {
            for key in records {
                let sql = "SELECT body FROM record WHERE key = ?"
                guard let body = try Data.fetchOne(db, sql: sql, arguments: [key]),
                    let record = try? codec.decodeRecord([UInt8](body))
                else { continue }
                try db.execute(
                    sql: "UPDATE record SET body = ? WHERE key = ?",
                    arguments: [Data(try codec.encode(record)), key])
            }
            for (key, reason) in events {
                let sql = "SELECT body FROM event WHERE key = ? AND reason = ?"
                guard let body = try Data.fetchOne(db, sql: sql, arguments: [key, reason]),
                    let event = try? codec.decodeEvent([UInt8](body))
                else { continue }
                try db.execute(
                    sql: "UPDATE event SET body = ? WHERE key = ? AND reason = ?",
                    arguments: [Data(try codec.encode(event)), key, reason])
            }
            return .commit
        }
        try db.execute(sql: "VACUUM")
        _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
}
