import Foundation
import GRDB
import KnotModel
import KnotStore
import Synchronization

/// Mending stamps that are ahead of the clock, of a database that no server has open.
///
/// Entries keep their origins and numbers, so that the database has no writes that it had not before: a server that is
/// alone tells nobody of them. A peer that has the same entries would keep those it has, whose stamps are later.
extension SQLiteDatabase {
    /// What `restamp` would do now; `nil` when no stamp is ahead of the clock. Nothing is written.
    ///
    /// - Throws: When a server has the database open, and where `restamp` refuses.
    package static func planRestamp(
        path: String, codec: StorageCodec, at wall: WallTime
    ) throws(Failure) -> RestampReport? {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let lock = try FileLock(
            path: path + ".lock", subject: path, holder: "process \(ProcessInfo.processInfo.processIdentifier)")
        defer { lock.release() }
        try FileHeader.check(path)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let connection = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? connection.close() }
            return try connection.read { db in
                try checkRestampable(db, path)
                return try rows(db, codec, at: wall).report
            }
        } catch {
            throw Failure(sqlite: error, path: path)
        }
    }

    /// Replaces every stamp that is ahead of the clock, wherever it is stored, all or none, and remembers what became of
    /// them for the labels that have them still. The database is copied before. `nil`, and nothing is written, when no
    /// stamp is ahead.
    ///
    /// - Throws: When something that is stored cannot be read, and when the database was set back and nobody has accepted
    ///   it.
    package func restamp(at wall: WallTime) async throws(Failure) -> RestampReport? {
        if let failure = await check() { throw failure }
        try await claim()
        let (isSetBack, held) = standing.withLock { ($0.isSetBack, $0.refusal) }
        if let held { throw held }
        if isSetBack { throw Self.setBack(path) }
        let result = try await access(.write) { [self] db in
            try Self.checkRestampable(db, path)
            let rows = try Self.rows(db, codec, at: wall)
            guard var report = rows.report else { return nil as (RestampReport, UInt64)? }
            report.copy = try Self.keep(db, path, as: "before-restamp")
            let sequence = try Schema.lastSequence(db) + 1
            try transaction(db) {
                try rows.write(db)
                try Schema.set(Schema.sequence, to: String(sequence), db)
            }
            return (report, sequence)
        }
        guard let (report, sequence) = result else { return nil }
        standing.withLock { $0.sequence = max($0.sequence, sequence) }
        if let failure = fileFailure() { throw failure }
        acknowledge(isForced: true)
        return report
    }

    private static func rows(_ db: GRDB.Database, _ codec: StorageCodec, at wall: WallTime) throws -> RestampedRows {
        var entries: [LaneEntry] = []
        let state = try read(db, codec, into: &entries)
        return try RestampedRows(state, entries, codec, at: wall)
    }

    /// Throws when the database is of another version, or another than the one that was written last.
    private static func checkRestampable(_ db: GRDB.Database, _ path: String) throws {
        guard try Schema.number("user_version", db) == Schema.version else {
            throw Failure(
                .databaseFailed, subject: path,
                "\(path) was written by an earlier version of knot, and nothing was changed; start the server, which brings "
                    + "it to this version's form, stop it, and repeat")
        }
        for key in ["cluster", "node", Schema.formerClusters] where try !isIntact(key, db) {
            throw Failure(damaged: path, cause: "the name of its \(key) is not what was written")
        }
        let known = AcknowledgementFile.read(database: path)
        let isBehind = try known.map { try $0.cluster == origin(db) && $0.sequence > Schema.lastSequence(db) } ?? false
        if try isBehind || Schema.value(Schema.lost, db) != nil { throw setBack(path) }
    }

    private static func setBack(_ path: String) -> Failure {
        Failure(
            .databaseOlder, subject: path,
            "\(path) was set back, or has lost writes, and nothing was changed; start the server and see to that first, with "
                + "'knot admin accept-database'")
    }
}
