import Foundation
import GRDB
import KnotStore

/// Rows that are stored in a form that is no longer written: unsealed, say, from before there was a key.
///
/// Only rows that are what was written: one that is damaged stays as it is, or its checksum would call it whole.
struct OutdatedRows {
    private var entries: [LaneEntry] = []
    private var events: [(key: String, reason: String, body: Data)] = []

    init(_ db: GRDB.Database, _ seal: any ByteSeal) throws {
        let stored = try Row.fetchCursor(db, sql: "SELECT * FROM entry")
        while let row = try stored.next() {
            guard let entry = EntryRow.intact(row), !seal.isCurrent(entry.value) else { continue }
            entries.append(entry)
        }
        let happened = try Row.fetchCursor(db, sql: "SELECT * FROM event")
        while let row = try happened.next() {
            guard let found = StoredRow(event: row), found.sum.matches(found.stored),
                !seal.isCurrent([UInt8](found.body))
            else { continue }
            events.append((found.key, found.reason, found.body))
        }
    }

    /// Writes them anew, all or none, and leaves nothing of their old form in the file or its log. What cannot be opened
    /// stays as it is.
    ///
    /// An entry keeps its stamp and number, so that this is for databases of which no peer has an entry.
    func rewrite(_ db: GRDB.Database, _ seal: any ByteSeal) throws {
        guard !entries.isEmpty || !events.isEmpty else { return }
        try db.inTransaction(.immediate) {
            for entry in entries {
                guard let open = try? seal.open(entry.value, StorageCodec.use(entry.key, entry.lane)) else { continue }
                var entry = entry
                entry.value = try seal.seal(open, StorageCodec.use(entry.key, entry.lane))
                try EntryRow.write(entry, db)
            }
            for (key, reason, old) in events {
                guard let open = try? seal.open([UInt8](old), .event) else { continue }
                let body = Data(try seal.seal(open, .event))
                try db.execute(
                    sql: "UPDATE event SET body = ?, sum = ? WHERE key = ? AND reason = ?",
                    arguments: [body, RowSum(event: key, reason: reason, body: body).bytes, key, reason])
            }
            return .commit
        }
        try db.execute(sql: "VACUUM")
        _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
}
