import Foundation
import GRDB
import KnotModel
import KnotStore
import Synchronization

extension SQLiteDatabase {
    package func load<Sink: LaneEntrySink>(
        into sink: Sink
    ) async throws(Failure) -> (state: StoredState, entries: Sink) {
        let standing = standing.withLock { $0 }
        let refusal = await check()
        let notes = standing.notes + [acknowledgements.failure].compactMap { $0?.description }
        return try await access(.load) { [codec] db in
            // A log that lost its end is not written to, nor files that something has happened to.
            if refusal == nil {
                let isConverted = try EarlierRecords(db, codec).convert(db)
                let isRewritten = try OutdatedRows(db, codec.seal).rewrite(db, codec.seal)
                if isConverted || isRewritten {
                    // Nothing of the old form is left in the file or its log.
                    try db.execute(sql: "VACUUM")
                    _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                }
            }
            var latest = LatestStamp(sink)
            var state = try Self.read(db, codec, into: &latest)
            state.labelKey = try LabelKey.stored(db, codec.seal, makesOne: refusal == nil)
            let keys = state.quarantined.map(\.key)
            self.unreadable.withLock { $0.formUnion(keys) }
            state.failure = refusal
            state.notes += notes
            guard standing.isSetBack else { return (state, latest.sink) }
            let since = latest.stamp ?? Stamp(ticks: 0, node: state.node)
            state.lost =
                try Schema.value(Schema.lost, db).flatMap(LostSpan.init) ?? LostSpan(since: since, until: .max)
            if let lost = state.lost, refusal == nil {
                try db.inTransaction(.immediate) {
                    try Schema.set(Schema.lost, to: lost.description, db)
                    return .commit
                }
            }
            return (state, latest.sink)
        }
    }

    /// Notes the latest stamp of what goes into a sink.
    private struct LatestStamp<Sink: LaneEntrySink>: LaneEntrySink {
        var sink: Sink
        var stamp: Stamp?

        init(_ sink: Sink) { self.sink = sink }

        mutating func take(_ entry: LaneEntry) {
            stamp = max(stamp ?? entry.stamp, entry.stamp)
            sink.take(entry)
        }
    }

    /// All that a file holds, row by row: what cannot be read is named.
    static func read(
        _ db: GRDB.Database, _ codec: StorageCodec, into sink: inout some LaneEntrySink
    ) throws -> StoredState {
        var state = StoredState(
            cluster: try Schema.value("cluster", db) ?? "", node: NodeID(try Schema.value("node", db) ?? ""))
        state.formerClusters = try formerClusters(db)
        let earlier = try EarlierRecords(db, codec)
        for entry in earlier.entries { sink.take(entry) }
        state.quarantined = earlier.quarantined
        state.covered = try CoveredRows.read(.covered, db).vector
        state.covered.formUnion(earlier.covered)
        let floor = try CoveredRows.read(.floor, db)
        state.floor = floor.vector
        state.isWhole = floor.isWhole
        let entries = try Row.fetchCursor(db, sql: "SELECT rowid, * FROM entry")
        var columns: EntryColumns?
        while let row = try entries.next() {
            let known = columns ?? EntryColumns(row)
            columns = known
            do throws(StoredState.Quarantined) {
                sink.take(try Self.entry(row, known).shared(codec.texts))
            } catch {
                var damaged = error
                damaged.isPart = true
                state.quarantined.append(damaged)
            }
        }
        let held = try Row.fetchCursor(db, sql: "SELECT * FROM held")
        while let row = try held.next() {
            if let entry = EntryRow.intact(row) { state.held.append(entry) } else { state.isWhole = false }
        }
        let events = try Row.fetchCursor(db, sql: "SELECT * FROM event")
        while let row = try events.next() {
            do throws(StoredState.Quarantined) {
                state.events.append(try Self.event(row, codec))
            } catch {
                state.quarantined.append(error)
            }
        }
        state.restamped = try RestampedRows.spans(db)
        if state.restamped.contains(.unknown) {
            state.notes.append(
                "what became of stamps that 'knot admin restamp' replaced cannot be read: what was made before is left "
                    + "alone where it is newer than all that the database knows")
        }
        try readAdopted(db, &state)
        try readDiscarded(db, &state)
        state.events.sort { ($0.key, $0.reason, $0.variant ?? 0) < ($1.key, $1.reason, $1.variant ?? 0) }
        state.quarantined = Self.byKey(state.quarantined)
        if state.quarantined.contains(where: { !$0.isEvent }) { state.isWhole = false }
        return state
    }

    private static func readAdopted(_ db: GRDB.Database, _ state: inout StoredState) throws {
        // Whatever the columns are called: their names may be damaged.
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM adoption")
        state.adopted = rows.compactMap { row in
            guard let key = row.text("key").flatMap(ResourceKey.init), let cluster = row.text("cluster") else {
                return nil
            }
            return Adoption(key: key, cluster: cluster)
        }.sorted()
        let unreadable = rows.count - state.adopted.count
        guard unreadable > 0 else { return }
        state.notes.append(
            "\(unreadable) of the \(rows.count) resources that were taken over from another cluster cannot be read, so what "
                + "is there of them is left alone; put a backup of the database in place, or take them over again with "
                + "'knot admin adopt'")
    }

    private static func readDiscarded(_ db: GRDB.Database, _ state: inout StoredState) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM quarantine")
        var number = 0
        while let row = try rows.next() {
            number += 1
            // One without a name protects what may be its own as well.
            let name = row.text("key") ?? "set aside \(row.number("id") ?? Int64(number))"
            if !name.hasPrefix(Self.givenUp) { state.discarded.append(name) }
        }
        state.discarded.sort()
    }

    /// One for each resource: several of its rows may be damaged.
    private static func byKey(_ quarantined: [StoredState.Quarantined]) -> [StoredState.Quarantined] {
        var first: [[UInt8]: StoredState.Quarantined] = [:]
        for entry in quarantined {
            let key = Array(entry.key.utf8)
            let isKeySure = (first[key]?.isKeySure ?? true) && entry.isKeySure
            first[key, default: entry].isKeySure = isKeySure
        }
        return first.values.sorted { $0.key < $1.key }
    }

    /// Before the key of a record that was set aside, once an administrator has accepted that it is gone.
    static let givenUp = "accepted "

    /// The entry of a row. Whether what it says can be read shows when the replica reads it.
    private static func entry(_ row: Row, _ columns: EntryColumns) throws(StoredState.Quarantined) -> LaneEntry {
        if let entry = columns.intact(row) { return entry }
        guard let key = columns.key(row) else {
            let number = row.number("rowid") ?? 0
            throw .damaged("entry \(number)", cause: "its columns are damaged", isKeySure: false)
        }
        throw .damaged(
            "\(key)", cause: StoredState.Quarantined.mismatch,
            isKeySure: RowSum.vouches(forEntry: key, columns.sum(row)))
    }

    private static func event(_ row: Row, _ codec: StorageCodec) throws(StoredState.Quarantined) -> Event {
        let key = row.text("key") ?? "unknown"
        func damaged(_ cause: String) -> StoredState.Quarantined {
            var damage = StoredState.Quarantined.damaged("event of \(key)", cause: cause, isKeySure: true)
            damage.isEvent = true
            return damage
        }
        guard let found = StoredRow(event: row), found.sum.matches(found.stored) else {
            throw damaged("its bytes are not those that were written")
        }
        do {
            return try codec.decodeEvent([UInt8](found.body))
        } catch {
            throw damaged("\(error)")
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
                try EntryRow.setAside(name, db)
                // What is gone may have been covered: peers tell it again.
                try db.execute(sql: "DELETE FROM covered; DELETE FROM floor")
                try db.execute(sql: "DELETE FROM entry WHERE key = ?1 OR 'entry ' || rowid = ?1", arguments: [name])
            }
        }
        if let failure = fileFailure() { throw failure }
        unreadable.withLock { $0.subtract(names) }
    }
}
