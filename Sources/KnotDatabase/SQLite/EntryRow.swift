import Foundation
import GRDB
import KnotModel
import KnotStore

/// A lane entry as a row of the table `entry`, or of one that has its columns and others. Numbers are stored as signed ones of the same bits.
enum EntryRow {
    private static let columns = """
        key, lane, uid, created, creator, stage, epoch, ticks, author, base_ticks, base_author, node, incarnation,
        sequence, proof, value, sum
        """
    /// A table that holds entries.
    enum Table: String, CaseIterable {
        case entry
        /// Entries that are not merged yet.
        case held
        /// Entries that were superseded by what had not seen them.
        case overwritten
    }

    static func write(_ entry: LaneEntry, to table: Table = .entry, _ db: GRDB.Database) throws {
        let insert = """
            INSERT OR REPLACE INTO \(table.rawValue) (\(columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try db.cachedStatement(sql: insert).execute(arguments: values(entry))
    }

    /// A write that was lost, as the newest of its key; of more than ten the oldest is forgotten.
    static func write(_ lost: LostWrite, _ db: GRDB.Database) throws {
        let insert = """
            INSERT INTO overwritten (\(columns), winner, winner_incarnation, winner_ticks, winner_author)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        let winner: StatementArguments = [
            lost.winner.node.name, number(lost.winner.incarnation), number(lost.winnerStamp.ticks),
            lost.winnerStamp.node.name,
        ]
        try db.cachedStatement(sql: insert).execute(arguments: values(lost.entry) + winner)
        let forget = """
            DELETE FROM overwritten WHERE key = ?1 AND number NOT IN
            (SELECT number FROM overwritten WHERE key = ?1 ORDER BY number DESC LIMIT \(SQLiteDatabase.mostOverwritten))
            """
        try db.cachedStatement(sql: forget).execute(arguments: [lost.entry.key.description])
    }

    /// The lost write of a row of `overwritten`; `nil` for a damaged one.
    static func lost(_ row: Row) -> LostWrite? {
        guard let entry = intact(row), let winner = row.text("winner"),
            let incarnation = row.number("winner_incarnation"),
            let ticks = row.number("winner_ticks"),
            let author = row.text("winner_author")
        else { return nil }
        return LostWrite(
            entry, winner: Origin(node: NodeID(winner), incarnation: UInt64(bitPattern: incarnation)),
            at: Stamp(ticks: UInt64(bitPattern: ticks), node: NodeID(author)))
    }

    private static func number(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }

    private static func values(_ entry: LaneEntry) -> StatementArguments {
        [
            entry.key.description, entry.lane.rawValue, entry.object.uid.text, number(entry.object.created.ticks),
            entry.object.created.node.name, Int64(entry.stage.rawValue), number(entry.epoch), number(entry.stamp.ticks),
            entry.stamp.node.name, entry.base.map { number($0.ticks) }, entry.base?.node.name, entry.origin.node.name,
            number(entry.origin.incarnation), number(entry.sequence), Data(entry.proof), Data(entry.value),
            RowSum(entry).bytes,
        ]
    }

    /// The entry of a row that is what was written; `nil` for a damaged one. For rows that are read one by one: those of a
    /// query are read by `EntryColumns`.
    static func intact(_ row: Row) -> LaneEntry? { EntryColumns(row).intact(row) }

    /// Copies the rows of a key to where unreadable ones are kept, whatever is in them.
    static func setAside(_ name: String, _ db: GRDB.Database) throws {
        try db.execute(
            sql: """
                INSERT INTO quarantine (key, lane, header, body)
                SELECT COALESCE(CAST(key AS TEXT), ?1), COALESCE(CAST(lane AS TEXT), ''),
                    quote(uid) || ',' || quote(created) || ',' || quote(creator) || ',' || quote(stage) || ',' ||
                    quote(epoch) || ',' || quote(ticks) || ',' || quote(author) || ',' || quote(base_ticks) || ',' ||
                    quote(base_author) || ',' || quote(node) || ',' || quote(incarnation) || ',' || quote(sequence) ||
                    ',' || quote(proof), COALESCE(CAST(value AS BLOB), x'')
                FROM entry WHERE key = ?1 OR 'entry ' || rowid = ?1
                """, arguments: [name])
    }
}
