import Foundation
import GRDB
import KnotStore

/// Rows that are stored in a form that is no longer written: unsealed, say, from before there was a key.
///
/// Only rows that are what was written: one that is damaged stays as it is, or its checksum would call it whole.
struct OutdatedRows {
    private var entries: [(table: EntryRow.Table, row: Int64, entry: LaneEntry)] = []
    private var events: [(key: String, reason: String, body: Data)] = []

    init(_ db: GRDB.Database, _ seal: any ByteSeal) throws {
        for table in EntryRow.Table.allCases {
            let stored = try Row.fetchCursor(db, sql: "SELECT rowid AS id, * FROM \(table.rawValue)")
            while let row = try stored.next() {
                // The checksum last: most rows are current, and it is what takes time.
                guard let value = row.bytes("value"), !seal.isCurrent([UInt8](value)),
                    let id = row.number("id"), let entry = EntryRow.intact(row)
                else { continue }
                entries.append((table, id, entry))
            }
        }
        let happened = try Row.fetchCursor(db, sql: "SELECT * FROM event")
        while let row = try happened.next() {
            guard let body = row.bytes("body"), !seal.isCurrent([UInt8](body)),
                let found = StoredRow(event: row), found.sum.matches(found.stored)
            else { continue }
            events.append((found.key, found.reason, found.body))
        }
    }

    /// Writes them anew, all or none. What cannot be opened stays as it is. Returns whether the file may still hold bytes of
    /// their old form.
    ///
    /// An entry keeps its stamp and number, so that this is for databases of which no peer has an entry.
    func rewrite(_ db: GRDB.Database, _ seal: any ByteSeal) throws -> Bool {
        guard !entries.isEmpty || !events.isEmpty else { return false }
        try db.inTransaction(.immediate) {
            for (table, row, entry) in entries {
                let use = StorageCodec.use(entry.key, entry.lane)
                guard let open = try? seal.open(entry.value, use) else { continue }
                var entry = entry
                entry.value = try seal.seal(open, use)
                try db.execute(
                    sql: "UPDATE \(table.rawValue) SET value = ?, sum = ? WHERE rowid = ?",
                    arguments: [Data(entry.value), RowSum(entry).bytes, row])
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
        return true
    }
}
