import Foundation
import GRDB
import KnotModel
import KnotStore

/// Records as versions before 3 stored them, each in a row of the table `record`.
///
/// Each that can be read becomes entries when the database is loaded, as if the node had written them in a series of their
/// own. The others stay where they are, and are told: with the right key, or another version, they may be read later.
struct EarlierRecords {
    /// The series of what was stored before there were series.
    static let incarnation: UInt64 = 0

    private(set) var entries: [LaneEntry] = []
    private(set) var covered = VersionVector()
    private(set) var quarantined: [StoredState.Quarantined] = []
    private var rows: [Int64] = []
    /// Whether what was stored was in another form than is written now: unsealed, say.
    private var isOutdated = false

    init(_ db: GRDB.Database, _ codec: StorageCodec) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM record)") == true else { return }
        let node = NodeID(try Schema.value("node", db) ?? "")
        let origin = Origin(node: node, incarnation: Self.incarnation)
        let highest = try Int64.fetchOne(
            db, sql: "SELECT MAX(sequence) FROM entry WHERE node = ? AND incarnation = ?",
            arguments: [node.name, Int64(Self.incarnation)])
        var number = max(try CoveredRows.read(.covered, db).vector[origin], UInt64(max(0, highest ?? 0)))
        // By the key, whatever a damaged schema calls it.
        let stored = try Row.fetchCursor(db, sql: "SELECT rowid, * FROM record ORDER BY 2")
        while let row = try stored.next() {
            do throws(StoredState.Quarantined) {
                let record = try Self.record(row, codec)
                for entry in try Self.entries(of: record, codec) {
                    number += 1
                    var entry = entry
                    (entry.origin, entry.sequence) = (origin, number)
                    entries.append(entry)
                }
                rows.append(row.number("rowid") ?? 0)
                if let body = row.bytes("body"), !codec.seal.isCurrent([UInt8](body)) {
                    isOutdated = true
                }
            } catch {
                quarantined.append(error)
            }
        }
        if !entries.isEmpty { covered.cover(origin, to: number) }
    }

    /// Puts the entries in the records' place. Returns whether the file may still hold bytes of an outdated form.
    func convert(_ db: GRDB.Database) throws -> Bool {
        guard !rows.isEmpty else { return false }
        try db.inTransaction(.immediate) {
            try replace(db)
            return .commit
        }
        return isOutdated
    }

    /// The same within a transaction. What was written since, while nothing could be converted, is later and stays.
    func replace(_ db: GRDB.Database) throws {
        for (key, entries) in Dictionary(grouping: entries, by: \.key) {
            let sql = "SELECT * FROM entry WHERE key = ?"
            let known = try Row.fetchAll(db, sql: sql, arguments: [key.description]).compactMap(EntryRow.intact)
            guard let set = LaneSet(known + entries) else { continue }
            for entry in known where set[entry.lane] != entry {
                try db.execute(
                    sql: "DELETE FROM entry WHERE key = ? AND lane = ?",
                    arguments: [key.description, entry.lane.rawValue])
            }
            for entry in set.entries where !known.contains(entry) { try EntryRow.write(entry, db) }
        }
        try CoveredRows.write(covered, db)
        for row in rows {
            try db.cachedStatement(sql: "DELETE FROM record WHERE rowid = ?").execute(arguments: [row])
        }
    }

    private static func entries(
        of record: KnotModel.Record, _ codec: StorageCodec
    ) throws(StoredState.Quarantined) -> [LaneEntry] {
        // A resource was created at a wall time, and by whom is not known: its last writer stands for its creator.
        let milliseconds = UInt64(max(0, record.spec.value.createdAt.milliseconds))
        let object = ObjectID(created: Stamp(ticks: milliseconds << 16, node: record.spec.stamp.node), uid: record.uid)
        let key = EntryKey(record.key)
        do {
            return try record.writes(from: nil).map { write in
                LaneEntry(
                    key: key, lane: write.lane, object: object, stage: write.stage, epoch: write.epoch,
                    stamp: write.stamp, origin: Origin(node: record.spec.stamp.node, incarnation: 0), sequence: 0,
                    value: try codec.encode(write.content, of: record.key, lane: write.lane))
            }
        } catch {
            throw .init(key: record.key.description, failure: error as? Failure ?? .init(sqlite: error, path: ""))
        }
    }

    private static func record(
        _ row: Row, _ codec: StorageCodec
    ) throws(StoredState.Quarantined) -> KnotModel.Record {
        guard let found = StoredRow(record: row) else {
            let number = row.number("rowid") ?? 0
            throw .damaged(
                row.text("key") ?? "record \(number)", cause: "its columns are damaged",
                isKeySure: false)
        }
        guard found.sum.matches(found.stored) else {
            throw .damaged(
                found.key, cause: StoredState.Quarantined.mismatch, isKeySure: found.sum.vouchesForKey(found.stored))
        }
        let record: KnotModel.Record
        do {
            record = try codec.decodeRecord([UInt8](found.body))
        } catch {
            throw .init(key: found.key, failure: StorageCodec.unreadable(found.key, error))
        }
        guard record.key.description == found.key else {
            throw .damaged(found.key, cause: "the bytes are those of \(record.key)", isKeySure: false)
        }
        return record
    }
}

extension StoredState.Quarantined: Error {
    /// The cause where a checksum is not that of its row.
    static let mismatch = "its bytes are not those that were written: the checksum does not match"

    /// What is not as it was written.
    static func damaged(_ key: String, cause: String, isKeySure: Bool) -> Self {
        let failure = Failure(
            .databaseFailed, subject: key,
            "\(key) is stored and its record cannot be read, so nothing of it is touched; put a backup of the database in "
                + "place, or set the record aside with 'knot admin discard \(key)'", cause: cause)
        return Self(key: key, failure: failure, isKeySure: isKeySure)
    }
}
