import Foundation
import GRDB

/// Rows that are stored in a form that the codec no longer writes: unsealed, say, from before there was a key.
///
/// Only rows that are what was written: one that is damaged stays as it is, or its checksum would call it whole.
struct OutdatedRows {
    private let records: [Int64]
    private let events: [(key: String, reason: String)]

    init(_ db: GRDB.Database, _ codec: any RecordCodec) throws {
        var records: [Int64] = []
        let stored = try Row.fetchCursor(db, sql: "SELECT rowid, * FROM record")
        while let row = try stored.next() {
            guard let found = StoredRow(record: row), found.sum.matches(found.stored),
                let number = Int64.fromDatabaseValue(row["rowid"])
            else { continue }
            if !codec.isCurrent([UInt8](found.body)) { records.append(number) }
        }
        var events: [(key: String, reason: String)] = []
        let happened = try Row.fetchCursor(db, sql: "SELECT * FROM event")
        while let row = try happened.next() {
            guard let found = StoredRow(event: row), found.sum.matches(found.stored) else { continue }
            if !codec.isCurrent([UInt8](found.body)) { events.append((found.key, found.reason)) }
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
            for number in records { try rewrite(record: number, db, codec) }
            for (key, reason) in events { try rewrite(event: key, reason, db, codec) }
            return .commit
        }
        try db.execute(sql: "VACUUM")
        _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }

    private func rewrite(record number: Int64, _ db: GRDB.Database, _ codec: any RecordCodec) throws {
        let sql = "SELECT * FROM record WHERE rowid = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [number]), let found = StoredRow(record: row),
            let record = try? codec.decodeRecord([UInt8](found.body))
        else { return }
        let body = Data(try codec.encode(record))
        let sum = RowSum(record: found.key, kind: found.kind, body: body, updated: found.updated)
        try db.execute(
            sql: "UPDATE record SET body = ?, sum = ? WHERE rowid = ?", arguments: [body, sum.bytes, number])
    }

    private func rewrite(
        event key: String, _ reason: String, _ db: GRDB.Database, _ codec: any RecordCodec
    ) throws {
        let sql = "SELECT body FROM event WHERE key = ? AND reason = ?"
        guard let old = try Data.fetchOne(db, sql: sql, arguments: [key, reason]),
            let event = try? codec.decodeEvent([UInt8](old))
        else { return }
        let body = Data(try codec.encode(event))
        try db.execute(
            sql: "UPDATE event SET body = ?, sum = ? WHERE key = ? AND reason = ?",
            arguments: [body, RowSum(event: key, reason: reason, body: body).bytes, key, reason])
    }
}
