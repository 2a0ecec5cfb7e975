import Foundation
import GRDB
import KnotModel
import KnotStore

/// A batch as rows, with its events encoded before the writer sees it.
struct EncodedBatch: Sendable {
    private struct EventRow: Sendable {
        let key: String
        /// The reason; further messages of it have a number behind it.
        let reason: String
        let body: Data

        var sum: Data { RowSum(event: key, reason: reason, body: body).bytes }
    }

    private let batch: Batch
    private let removed: [String]
    private let events: [EventRow]

    /// Throws what the codec throws; then nothing of the batch was written.
    init(_ batch: Batch, codec: StorageCodec) throws {
        self.batch = batch
        removed = batch.removed.map(\.description)
        events = try batch.events.map { event in
            EventRow(
                key: event.key.description, reason: event.reason + (event.variant.map { "#\($0)" } ?? ""),
                body: Data(try codec.encode(event)))
        }
    }

    /// Writes the rows; the caller has begun a transaction. A removed resource takes its events along.
    func write(_ db: GRDB.Database, unreadable: Set<String>) throws {
        for key in keys.sorted() where unreadable.contains(key) { try EntryRow.setAside(key, db) }
        for key in removed {
            try db.cachedStatement(sql: "DELETE FROM entry WHERE key = ?").execute(arguments: [key])
            try db.cachedStatement(sql: "DELETE FROM event WHERE key = ?").execute(arguments: [key])
        }
        for key in batch.cleared {
            try db.cachedStatement(sql: "DELETE FROM entry WHERE key = ?").execute(arguments: [key.description])
        }
        for entry in batch.entries {
            try Self.removeFormer(than: entry, db)
            try EntryRow.write(entry, db)
        }
        for entry in batch.heldBack { try EntryRow.write(entry, to: .held, db) }
        for entry in batch.released {
            try db.cachedStatement(sql: "DELETE FROM held WHERE node = ? AND incarnation = ? AND sequence = ?")
                .execute(arguments: [
                    entry.origin.node.name, Int64(bitPattern: entry.origin.incarnation), Int64(entry.sequence),
                ])
        }
        for lost in batch.overwritten { try EntryRow.write(lost, db) }
        try CoveredRows.write(batch.covered, db)
        if let floor = batch.floor { try CoveredRows.write(floor, to: .floor, db) }
        for row in events {
            let sql = """
                INSERT INTO event (key, reason, body, sum) VALUES (?, ?, ?, ?)
                ON CONFLICT (key, reason) DO UPDATE SET body = excluded.body, sum = excluded.sum
                """
            try db.cachedStatement(sql: sql).execute(arguments: [row.key, row.reason, row.body, row.sum])
        }
        for adoption in batch.adopted {
            try db.execute(
                sql: "INSERT OR IGNORE INTO adoption (key, cluster) VALUES (?, ?)",
                arguments: [adoption.key.description, adoption.cluster])
        }
        if let lost = batch.lost { try Schema.set(Schema.lost, to: lost.description, db) }
    }

    /// Removes what an entry ends: those of another object, and all others when it says that its object is over.
    private static func removeFormer(than entry: LaneEntry, _ db: GRDB.Database) throws {
        let key = entry.key.description
        if entry.stage.isOver {
            try db.cachedStatement(sql: "DELETE FROM entry WHERE key = ?").execute(arguments: [key])
        } else {
            try db.cachedStatement(sql: "DELETE FROM entry WHERE key = ? AND uid <> ?")
                .execute(arguments: [key, entry.object.uid.text])
        }
    }

    /// About how many pages it changes: for each row that of its table and that of an index, and what its body fills.
    var pages: Int {
        let entries = batch.entries + batch.heldBack + batch.overwritten.map(\.entry)
        let sizes = entries.map(\.value.count) + events.map(\.body.count)
        let deletions = removed.count + batch.cleared.count + batch.released.count
        return sizes.reduce(2 * deletions) { $0 + $1 / CheckpointSchedule.pageSize + 2 }
    }

    /// The keys of what it replaces or removes.
    var keys: Set<String> { Set(removed + (batch.cleared + batch.entries.map(\.key)).map(\.description)) }
}
