import GRDB

/// The form of the database file, version by version.
enum Schema {
    /// Marks the file as knot's, in its header: "knot" in ASCII.
    static let applicationID: Int32 = 0x6B6E_6F74
    /// The version this program writes; a file of a later one is refused.
    static let version: Int32 = 4

    /// From nothing to `version`. A migration, once released, never changes.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
                    CREATE TABLE record (
                        key TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL, updated INTEGER NOT NULL
                    );
                    CREATE TABLE event (
                        key TEXT NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (key, reason)
                    ) WITHOUT ROWID;
                    CREATE TABLE quarantine (id INTEGER PRIMARY KEY, key TEXT NOT NULL, body BLOB NOT NULL);
                    PRAGMA user_version = 1;
                    """)
        }
        migrator.registerMigration("2") { db in
            try db.execute(
                sql: """
                    ALTER TABLE record ADD COLUMN sum BLOB;
                    ALTER TABLE event ADD COLUMN sum BLOB;
                    CREATE TABLE adoption (key TEXT NOT NULL, cluster TEXT NOT NULL, PRIMARY KEY (key, cluster));
                    PRAGMA user_version = 2;
                    """)
            try RowSum.writeAll(db)
        }
        // Records become entries when the database is loaded: see `EarlierRecords`.
        migrator.registerMigration("3") { db in
            try db.execute(
                sql: """
                    CREATE TABLE entry (
                        key TEXT NOT NULL, lane TEXT NOT NULL, uid TEXT NOT NULL, created INTEGER NOT NULL,
                        creator TEXT NOT NULL, stage INTEGER NOT NULL, epoch INTEGER NOT NULL, ticks INTEGER NOT NULL,
                        author TEXT NOT NULL, base_ticks INTEGER, base_author TEXT, node TEXT NOT NULL,
                        incarnation INTEGER NOT NULL, sequence INTEGER NOT NULL, proof BLOB NOT NULL,
                        value BLOB NOT NULL, sum BLOB NOT NULL, PRIMARY KEY (key, lane)
                    );
                    CREATE TABLE covered (
                        node TEXT NOT NULL, incarnation INTEGER NOT NULL, number INTEGER NOT NULL, sum BLOB NOT NULL,
                        PRIMARY KEY (node, incarnation)
                    ) WITHOUT ROWID;
                    ALTER TABLE quarantine ADD COLUMN lane TEXT NOT NULL DEFAULT '';
                    ALTER TABLE quarantine ADD COLUMN header TEXT NOT NULL DEFAULT '';
                    PRAGMA user_version = 3;
                    """)
        }
        // What is exchanged with peers, beside the entries that are merged.
        migrator.registerMigration("4") { db in
            let entry = """
                key TEXT NOT NULL, lane TEXT NOT NULL, uid TEXT NOT NULL, created INTEGER NOT NULL,
                creator TEXT NOT NULL, stage INTEGER NOT NULL, epoch INTEGER NOT NULL, ticks INTEGER NOT NULL,
                author TEXT NOT NULL, base_ticks INTEGER, base_author TEXT, node TEXT NOT NULL,
                incarnation INTEGER NOT NULL, sequence INTEGER NOT NULL, proof BLOB NOT NULL,
                value BLOB NOT NULL, sum BLOB NOT NULL
                """
            try db.execute(
                sql: """
                    CREATE TABLE held (\(entry), PRIMARY KEY (node, incarnation, sequence));
                    CREATE TABLE overwritten (
                        number INTEGER PRIMARY KEY, \(entry), winner TEXT NOT NULL, winner_incarnation INTEGER NOT NULL,
                        winner_ticks INTEGER NOT NULL, winner_author TEXT NOT NULL
                    );
                    CREATE INDEX overwritten_key ON overwritten (key, number);
                    CREATE TABLE floor (
                        node TEXT NOT NULL, incarnation INTEGER NOT NULL, number INTEGER NOT NULL, sum BLOB NOT NULL,
                        PRIMARY KEY (node, incarnation)
                    ) WITHOUT ROWID;
                    PRAGMA user_version = 4;
                    """)
        }
        return migrator
    }

    static func value(_ key: String, _ db: GRDB.Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    /// The number of the last transaction; 0 before the first.
    static func lastSequence(_ db: GRDB.Database) throws -> UInt64 {
        try value(sequence, db).flatMap(UInt64.init) ?? 0
    }

    static func number(_ pragma: String, _ db: GRDB.Database) throws -> Int32? {
        try Int32.fetchOne(db, sql: "PRAGMA \(pragma)")
    }

    static func set(_ key: String, to value: String, _ db: GRDB.Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        ).execute(arguments: [key, value])
    }

    static func forget(_ key: String, _ db: GRDB.Database) throws {
        try db.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key])
    }

    /// Where the checksum of an entry of `meta` is kept, for those that must never be read wrongly.
    static func sumKey(of key: String) -> String { "\(key).sum" }

    /// The clusters that the database was of before, with spaces between.
    static let formerClusters = "former_clusters"
    /// See `lastSequence`.
    static let sequence = "sequence"
    /// The name of the program that may write.
    static let claim = "claim"
    /// That the database was set back: a `LostSpan`, or empty until its records have been read.
    static let lost = "lost"
    /// What became of replaced stamps: `restamped.1` and so on, each a `RestampedSpan`.
    static let restamped = "restamped"
}
