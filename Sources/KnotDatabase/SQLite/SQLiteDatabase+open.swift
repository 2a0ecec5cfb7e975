import Foundation
import GRDB
import KnotModel

extension SQLiteDatabase {
    /// Opens the database at `path`, making it and its directories where they are missing.
    ///
    /// A new file appears complete or not at all. An existing one is checked through and through, and is left as it is
    /// when it is damaged, of a later version, or not knot's: it is never replaced by an empty one.
    ///
    /// - Parameters:
    ///   - identity: Which cluster and node a new database is of. An existing one keeps its own.
    ///   - name: What people call the node: whoever finds the database in use is told.
    ///   - pageLimit: The most pages of 4 KiB the file may have; for tests of a full disk.
    package static func open(
        path: String, identity: DatabaseIdentity, name: String? = nil, codec: StorageCodec = StorageCodec(),
        pageLimit: Int? = nil
    ) throws(Failure) -> SQLiteDatabase {
        let path = try prepareDirectory(of: path)
        let lock = try FileLock(
            path: path + ".lock", subject: path,
            holder: "process \(ProcessInfo.processInfo.processIdentifier), node \(name ?? identity.node.name)")
        do {
            if !FileManager.default.fileExists(atPath: path) { try create(path, identity) }
            try FileHeader.check(path)
            DurableFile.restrict(path)
            let opened = FileIdentity(path)
            let salts = LogHeader.salts(ofLogAt: path + "-wal")
            let acknowledgements = AcknowledgementFile(database: path)
            let connection = try connect(path, pageLimit: pageLimit)
            do {
                // Form 1 has no checksums of these: it gets them by the upgrade.
                let version = try version(connection)
                if version > 1 { try checkIdentity(connection, path) }
                if version < Schema.version {
                    try upgrade(connection, path, from: version, acknowledgements.found, salts: salts)
                }
                try checkIdentity(connection, path)
                let origin = try connection.writeWithoutTransaction { db in try Self.origin(db) } ?? ""
                var standing = try standing(
                    connection, path, acknowledged: acknowledgements.found, origin: origin, salts: salts)
                if let torn = standing.refusal, let found = acknowledgements.found, !found.isTorn {
                    keepLog(path, torn)
                    acknowledgements.write(
                        Acknowledgement(
                            cluster: found.cluster, sequence: found.sequence, salts: found.salts, isTorn: true),
                        isForced: true)
                }
                let note = Self.note(
                    path, sequence: standing.sequence, acknowledged: acknowledgements.found, origin: origin)
                if let note { standing.notes.append(note) }
                let database = SQLiteDatabase(
                    path: path, codec: codec, connection: connection, lock: lock,
                    files: try OpenFiles(path, opened: opened), acknowledgements: acknowledgements,
                    origin: origin, standing: standing)
                if acknowledgements.found?.cluster != origin { database.acknowledge(isForced: true) }
                return database
            } catch {
                try? connection.close()
                throw error
            }
        } catch {
            lock.release()
            throw Failure(sqlite: error, path: path)
        }
    }

    /// Makes the directories, mode 0700, and follows symbolic links so that every name of a file has the same lock.
    private static func prepareDirectory(of path: String) throws(Failure) -> String {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(
                .databaseFailed, subject: path,
                "the directory of \(path) cannot be made; choose another path, or make it yourself",
                cause: error.localizedDescription)
        }
        return url.resolvingSymlinksInPath().path
    }

    /// Makes a complete database under another name, then gives it its own.
    private static func create(_ path: String, _ identity: DatabaseIdentity) throws {
        if FileManager.default.fileExists(atPath: path + "-wal") {
            throw Failure(
                .databaseFailed, subject: path,
                "\(path) is missing, but its log \(path)-wal is there; put the file back, or remove the log to start anew"
            )
        }
        let draft = path + ".new"
        let draftFiles = ["", "-journal", "-wal", "-shm"].map { draft + $0 }
        for name in draftFiles { DurableFile.remove(name) }
        try DurableFile.create(draft)
        do {
            let connection = try DatabaseQueue(path: draft)
            try connection.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA auto_vacuum = INCREMENTAL")
                try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            }
            try Schema.migrator.migrate(connection)
            try connection.write { db in
                for (key, value) in [("cluster", identity.cluster), ("node", identity.node.name)] {
                    try Self.setGuarded(key, to: value, db)
                }
            }
            try connection.close()
            try DurableFile.rename(draft, to: path)
        } catch {
            for name in draftFiles { DurableFile.remove(name) }
            throw error
        }
    }

    /// Opens an existing file, checks all of it, and makes it ready to write.
    private static func connect(_ path: String, pageLimit: Int?) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "knot.database"
        let connection = try DatabaseQueue(path: path, configuration: configuration)
        do {
            try connection.writeWithoutTransaction { db in
                // The thorough check: it also finds rows that are in an index and no longer in their table.
                let report = try String.fetchAll(db, sql: "PRAGMA integrity_check(10)")
                guard report == ["ok"] else { throw Failure(damaged: path, cause: report.joined(separator: "; ")) }
                try FileHeader.check(version: try Schema.number("user_version", db) ?? 0, path: path)
                try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                if let pageLimit { try db.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
                // SQLite opens a file that it may not write without a word; this is where it says so.
                try db.inTransaction(.immediate) { .rollback }
            }
            try connection.writeWithoutTransaction { db in
                // A commit only appends to the log, and the log keeps its size: see `OpenFiles` and `CheckpointSchedule`.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = -1")
            }
            return connection
        } catch {
            try? connection.close()
            throw error
        }
    }

    private static func version(_ connection: DatabaseQueue) throws -> Int32 {
        try connection.writeWithoutTransaction { db in try Schema.number("user_version", db) ?? 0 }
    }

    /// Brings a database of an earlier version to this version's form.
    private static func upgrade(
        _ connection: DatabaseQueue, _ path: String, from version: Int32, _ acknowledged: Acknowledgement?,
        salts: String
    ) throws {
        try connection.writeWithoutTransaction { db in
            let (cluster, sequence) = try lastWrite(db)
            // An upgrade would write over the end of a log that may still be recoverable.
            if let acknowledged, acknowledged.cluster == cluster,
                acknowledged.showsTornLog(at: sequence, salts: salts)
            {
                throw Failure(
                    .databaseFailed, subject: path,
                    "\(path) is of an earlier version of knot and its log has lost its end, so both are left as they are. "
                        + "Put a backup in place, or start the version that wrote it, accept the database with 'knot "
                        + "admin accept-database --yes', and upgrade then")
            }
            if version > 0 { try keep(db, path, as: "form-\(version)") }
        }
        try Schema.migrator.migrate(connection)
    }

    /// Copies a database aside, complete or not at all, before it is changed: with that copy in its place all is as it was.
    /// A copy of another time is left as it is. Returns the path of the copy.
    ///
    /// - Parameter name: What it is a copy of: `form-2` of a database of that form.
    @discardableResult
    static func keep(_ db: GRDB.Database, _ path: String, as name: String) throws -> String {
        let own = try lastWrite(db)
        var number = 0
        while true {
            let kept = "\(path).\(name)" + (number == 0 ? "" : "-\(number)")
            if !FileManager.default.fileExists(atPath: kept) {
                try copy(db, to: kept)
                return kept
            }
            var configuration = Configuration()
            configuration.readonly = true
            let former = try? DatabaseQueue(path: kept, configuration: configuration).read { try lastWrite($0) }
            if let former, former == own { return kept }
            number += 1
        }
    }

    private static func copy(_ db: GRDB.Database, to path: String) throws {
        let draft = path + ".new"
        DurableFile.remove(draft)
        try DurableFile.create(draft)
        do {
            try db.execute(sql: "VACUUM INTO ?", arguments: [draft])
            try DurableFile.force(draft)
            try DurableFile.rename(draft, to: path)
        } catch {
            DurableFile.remove(draft)
            throw error
        }
    }

    /// Which database it is, and the number of its last transaction.
    private static func lastWrite(_ db: GRDB.Database) throws -> (cluster: String?, sequence: UInt64) {
        (try origin(db), try Schema.lastSequence(db))
    }
}
