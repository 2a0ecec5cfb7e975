import Foundation
import GRDB
import KnotModel
import KnotStore

/// What a look at a database file found.
package struct DatabaseInspection: Sendable, Hashable {
    /// What is wrong, one sentence each.
    package var problems: [String] = []
    /// What is worth knowing.
    package var notes: [String] = []
    package var records = 0

    package init() {}
}

extension SQLiteDatabase {
    /// Looks at a file without changing it, also while a server has it open.
    ///
    /// - Parameter wall: The time now, which stamps are compared with; `nil` compares them with nothing.
    /// - Throws: When the file cannot be opened at all, or is none of knot's.
    package static func inspect(
        path: String, codec: StorageCodec, at wall: WallTime? = nil
    ) throws(Failure) -> DatabaseInspection {
        try FileHeader.check(path)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? connection.close() }
            return try connection.read { db in try inspect(db, path, codec, wall) }
        } catch {
            throw Failure(sqlite: error, path: path)
        }
    }

    private static func inspect(
        _ db: GRDB.Database, _ path: String, _ codec: StorageCodec, _ wall: WallTime?
    ) throws -> DatabaseInspection {
        var found = DatabaseInspection()
        let report = try String.fetchAll(db, sql: "PRAGMA integrity_check(100)")
        if report != ["ok"] { found.problems += report.map { "the file: \($0)" } }
        guard try Schema.number("user_version", db) == Schema.version else {
            found.notes.append(
                "an earlier version of knot wrote it; it is brought to this version's form when the server next starts")
            return found
        }
        var entries = LaneTable()
        let state = try read(db, codec, into: &entries)
        found.problems += state.notes
        for entry in state.quarantined { found.problems.append("\(entry.key): \(entry.failure.cause ?? "unreadable")") }
        let replica = state.replica(
            of: entries, as: Origin(node: state.node, incarnation: 0), codec: codec, changeCapacity: 1)
        let damaged = state.recovery.quarantine
        found.records = replica.store.all.count
        for (key, failure) in replica.unreadable.sorted(by: { $0.key < $1.key }) where damaged[key] == nil {
            found.problems.append("\(key): \(failure.cause ?? "unreadable")")
        }
        for key in replica.unnamed { found.problems.append("\(key): it is no key of this version of knot") }
        for key in ["cluster", "node", Schema.formerClusters] where try !isIntact(key, db) {
            found.problems.append("the name of its \(key) is not what was written")
        }
        if let lead = wall.flatMap({ StampLead(entries.unordered, at: $0) }) { found.notes.append(lead.message) }
        let sequence = try Schema.lastSequence(db)
        let known = AcknowledgementFile.read(database: path)
        if let note = Self.note(path, sequence: sequence, acknowledged: known, origin: state.origin) {
            found.notes.append(note)
        }
        if let known, known.cluster == state.origin, known.sequence > sequence {
            found.problems.append(
                "its last write is number \(sequence), and the server acknowledged number \(known.sequence): it was set "
                    + "back, or its log has lost its end")
        }
        if try Schema.value(Schema.lost, db) != nil {
            found.problems.append("it was set back, and nobody has accepted it with 'knot admin accept-database'")
        }
        let aside = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM quarantine") ?? 0
        if aside > 0 { found.notes.append("\(aside) unreadable records were set aside earlier and are kept in it") }
        return found
    }
}
