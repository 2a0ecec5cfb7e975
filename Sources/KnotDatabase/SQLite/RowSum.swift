import Crypto
import Foundation
import GRDB
import KnotModel
import KnotStore

/// The checksum of a row, by which bit rot is told from what was written: 8 bytes of the SHA-256 of the key alone, so that
/// a key is sure although the rest is not, then 16 bytes of the SHA-256 of the whole row.
///
/// It guards against accidents, not against somebody who can write the file.
struct RowSum: Sendable, Hashable {
    private static let keyLength = 8
    private static let length = 24

    let bytes: Data

    init(record key: String, kind: String, body: Data, updated: Int64) {
        var row = RowBytes(key: "record \(key)")
        row.add(kind)
        row.add(String(updated))
        row.add(body)
        self.init(row)
    }

    init(_ entry: LaneEntry) {
        // The reading of a large database consists of this: no text is made of a number, nor a list of the parts.
        var row = RowBytes(key: entry.key)
        row.add(entry.lane.rawValue)
        row.add(entry.object.uid.text)
        row.add(entry.object.created.ticks)
        row.add(entry.object.created.node.name)
        row.add(UInt64(entry.stage.rawValue))
        row.add(entry.epoch)
        row.add(entry.stamp.ticks)
        row.add(entry.stamp.node.name)
        if let base = entry.base { row.add(base.ticks) } else { row.add("-") }
        row.add(entry.base?.node.name ?? "")
        row.add(entry.origin.node.name)
        row.add(entry.origin.incarnation)
        row.add(entry.sequence)
        row.add(entry.proof)
        row.add(entry.value)
        self.init(row)
    }

    init(event key: String, reason: String, body: Data) {
        var row = RowBytes(key: "event \(key) \(reason)")
        row.add(body)
        self.init(row)
    }

    init(_ origin: Origin, covered number: UInt64) {
        var row = RowBytes(key: "covered \(origin)")
        row.add(number)
        self.init(row)
    }

    init(meta key: String, value: String) {
        var row = RowBytes(key: "meta \(key)")
        row.add(value)
        self.init(row)
    }

    private init(_ row: RowBytes) {
        var bytes = Data(capacity: Self.length)
        bytes.append(contentsOf: SHA256.hash(data: row.key).prefix(Self.keyLength))
        bytes.append(contentsOf: SHA256.hash(data: row.bytes).prefix(Self.length - Self.keyLength))
        self.bytes = bytes
    }

    /// Whether the checksum `stored` is that of the row.
    func matches(_ stored: Data?) -> Bool { stored == bytes }

    /// Whether the key is what was written, whatever became of the rest of the row.
    func vouchesForKey(_ stored: Data?) -> Bool {
        guard let stored, stored.count == Self.length else { return false }
        return stored.prefix(Self.keyLength) == bytes.prefix(Self.keyLength)
    }

    /// The same of an entry whose other columns may be anything.
    static func vouches(forEntry key: EntryKey, _ stored: Data?) -> Bool {
        RowSum(RowBytes(key: key)).vouchesForKey(stored)
    }

    /// Gives every row its checksum: what an earlier version of knot wrote has none.
    static func writeAll(_ db: GRDB.Database) throws {
        let records = try Row.fetchCursor(db, sql: "SELECT rowid, key, kind, body, updated FROM record")
        var sums: [(row: Int64, sum: Data)] = []
        while let row = try records.next() {
            guard let id = Int64.fromDatabaseValue(row[0]), let record = StoredRow(record: row) else { continue }
            sums.append((id, record.sum.bytes))
        }
        for (id, sum) in sums {
            try db.execute(sql: "UPDATE record SET sum = ? WHERE rowid = ?", arguments: [sum, id])
        }
        let events = try Row.fetchAll(db, sql: "SELECT key, reason, body FROM event")
        for row in events {
            guard let event = StoredRow(event: row) else { continue }
            try db.execute(
                sql: "UPDATE event SET sum = ? WHERE key = ? AND reason = ?",
                arguments: [event.sum.bytes, event.key, event.reason])
        }
        for key in ["cluster", "node"] {
            guard let value = try Schema.value(key, db) else { continue }
            try Schema.set(Schema.sumKey(of: key), to: RowSum(meta: key, value: value).bytes.base64EncodedString(), db)
        }
    }
}

/// A row's columns, where they have the types that were written: a damaged row may hold anything.
struct StoredRow {
    let key: String
    /// Of a record; of an event its reason.
    let kind: String
    let updated: Int64
    let body: Data
    var reason: String { kind }
    let sum: RowSum
    /// What the row itself says its checksum is.
    let stored: Data?

    init?(record row: Row) {
        guard let key = row.text("key"), let kind = row.text("kind"),
            let body = row.bytes("body"), let updated = row.number("updated")
        else { return nil }
        (self.key, self.kind, self.body, self.updated) = (key, kind, body, updated)
        sum = RowSum(record: key, kind: kind, body: body, updated: updated)
        stored = row.bytes("sum")
    }

    init?(event row: Row) {
        guard let key = row.text("key"), let reason = row.text("reason"),
            let body = row.bytes("body")
        else { return nil }
        (self.key, self.kind, self.body, self.updated) = (key, reason, body, 0)
        sum = RowSum(event: key, reason: reason, body: body)
        stored = row.bytes("sum")
    }
}
