import Foundation
import GRDB
import KnotModel
import KnotStore
import Synchronization

extension SQLiteDatabase {
    package func load() async throws(Failure) -> StoredState {
        let standing = standing.withLock { $0 }
        let refusal = await check()
        let notes = standing.notes + [acknowledgements.failure].compactMap { $0?.description }
        return try await access(.load) { [codec] db in
            // A log that lost its end is not written to, nor files that something has happened to.
            if refusal == nil { try OutdatedRows(db, codec).rewrite(db, codec) }
            var state = try Self.read(db, codec)
            state.labelKey = try LabelKey.stored(db, codec, makesOne: refusal == nil)
            let keys = state.quarantined.map(\.key)
            self.unreadable.withLock { $0.formUnion(keys) }
            state.failure = refusal
            state.notes = notes
            guard standing.isSetBack else { return state }
            let latest = state.records.map(\.latest).max() ?? Stamp(ticks: 0, node: state.node)
            state.lost =
                try Schema.value(Schema.lost, db).flatMap(LostSpan.init) ?? LostSpan(since: latest, until: .max)
            if let lost = state.lost, refusal == nil {
                try db.inTransaction(.immediate) {
                    try Schema.set(Schema.lost, to: lost.description, db)
                    return .commit
                }
            }
            return state
        }
    }

    /// All that a file holds, row by row: what cannot be read is named.
    static func read(_ db: GRDB.Database, _ codec: any RecordCodec) throws -> StoredState {
        var state = StoredState(
            cluster: try Schema.value("cluster", db) ?? "", node: NodeID(try Schema.value("node", db) ?? ""))
        let records = try Row.fetchCursor(db, sql: "SELECT rowid, * FROM record")
        while let row = try records.next() {
            do throws(Damage) {
                state.records.append(try Self.record(row, codec))
            } catch {
                state.quarantined.append(error.quarantined)
            }
        }
        let events = try Row.fetchCursor(db, sql: "SELECT * FROM event")
        while let row = try events.next() {
            do throws(Damage) {
                state.events.append(try Self.event(row, codec))
            } catch {
                state.quarantined.append(error.quarantined)
            }
        }
        let adopted = try Row.fetchAll(db, sql: "SELECT key, cluster FROM adoption")
        state.adopted = adopted.compactMap { row in
            guard let key = String.fromDatabaseValue(row["key"]).flatMap(ResourceKey.init),
                let cluster = String.fromDatabaseValue(row["cluster"])
            else { return nil }
            return Adoption(key: key, cluster: cluster)
        }.sorted()
        state.discarded = try Row.fetchAll(db, sql: "SELECT key FROM quarantine").compactMap { row in
            String.fromDatabaseValue(row["key"]).flatMap { $0.hasPrefix(Self.givenUp) ? nil : $0 }
        }.sorted()
        state.records.sort { $0.key < $1.key }
        state.events.sort { ($0.key, $0.reason, $0.variant ?? 0) < ($1.key, $1.reason, $1.variant ?? 0) }
        state.quarantined.sort { $0.key < $1.key }
        return state
    }

    /// Before the key of a record that was set aside, once an administrator has accepted that it is gone.
    static let givenUp = "accepted "

    /// Why a row cannot be read.
    private struct Damage: Error {
        var key: String
        var cause: String
        var isEvent = false
        var isKeySure = true
        /// Whether the bytes are as they were written: then another key or version reads them.
        var isWhole = false

        var quarantined: StoredState.Quarantined {
            let advice =
                isWhole
                ? "start the server with the 'server.encrypt' and the version of knot that wrote it, or, when they are lost, "
                    + "set the record aside with 'knot admin discard \(key)'"
                : "put a backup of the database in place, or set the record aside with 'knot admin discard \(key)'"
            let failure = Failure(
                .databaseFailed, subject: key,
                "\(key) is stored and its record cannot be read, so nothing of it is touched; \(advice)", cause: cause)
            return StoredState.Quarantined(key: key, failure: failure, isEvent: isEvent, isKeySure: isKeySure)
        }
    }

    private static func record(_ row: Row, _ codec: any RecordCodec) throws(Damage) -> KnotModel.Record {
        guard let found = StoredRow(record: row) else {
            let number = Int64.fromDatabaseValue(row["rowid"]) ?? 0
            throw Damage(
                key: String.fromDatabaseValue(row["key"]) ?? "record \(number)", cause: "its columns are damaged",
                isKeySure: false)
        }
        guard found.sum.matches(found.stored) else {
            throw Damage(
                key: found.key, cause: "its bytes are not those that were written: the checksum does not match",
                isKeySure: found.sum.vouchesForKey(found.stored))
        }
        let record: KnotModel.Record
        do {
            record = try codec.decodeRecord([UInt8](found.body))
        } catch {
            throw Damage(
                key: found.key,
                cause: "a later version of knot wrote it, or it was sealed with another key (server.encrypt): \(error)",
                isWhole: true)
        }
        guard record.key.description == found.key else {
            throw Damage(key: found.key, cause: "the bytes are those of \(record.key)", isKeySure: false)
        }
        return record
    }

    private static func event(_ row: Row, _ codec: any RecordCodec) throws(Damage) -> Event {
        let key = String.fromDatabaseValue(row["key"]) ?? "unknown"
        guard let found = StoredRow(event: row), found.sum.matches(found.stored) else {
            throw Damage(key: "event of \(key)", cause: "its bytes are not those that were written", isEvent: true)
        }
        do {
            return try codec.decodeEvent([UInt8](found.body))
        } catch {
            throw Damage(key: "event of \(key)", cause: "\(error)", isEvent: true)
        }
    }

    package func discard(_ names: [String]) async throws(Failure) {
        if let failure = await check() { throw failure }
        try await transaction { db in
            for name in names {
                // One without a key goes by its row.
                try db.execute(
                    sql: """
                        INSERT INTO quarantine (key, body)
                        SELECT COALESCE(CAST(key AS TEXT), ?1), COALESCE(CAST(body AS BLOB), x'') FROM record
                        WHERE key = ?1 OR 'record ' || rowid = ?1
                        """, arguments: [name])
                try db.execute(
                    sql: "DELETE FROM record WHERE key = ?1 OR 'record ' || rowid = ?1", arguments: [name])
            }
        }
        if let failure = fileFailure() { throw failure }
        unreadable.withLock { $0.subtract(names) }
    }
}
