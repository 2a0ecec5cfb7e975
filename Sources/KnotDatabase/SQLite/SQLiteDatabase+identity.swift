import Foundation
import GRDB
import KnotModel
import KnotStore

/// Whose database it is. Read wrongly it would make a stranger of every container, so each value has a checksum.
extension SQLiteDatabase {
    static func checkIdentity(_ connection: DatabaseQueue, _ path: String) throws {
        try connection.writeWithoutTransaction { db in
            for key in ["cluster", "node"] {
                guard let value = try Schema.value(key, db), !value.isEmpty, try isIntact(key, db) else {
                    throw Failure(damaged: path, cause: "the name of its \(key) is not what was written")
                }
            }
            guard try isIntact(Schema.formerClusters, db) else {
                throw Failure(damaged: path, cause: "the names of its former clusters are not what was written")
            }
        }
    }

    /// Whether a value of `meta` is what was written; one that never was is.
    static func isIntact(_ key: String, _ db: GRDB.Database) throws -> Bool {
        let stored = try Schema.value(Schema.sumKey(of: key), db)
        guard let value = try Schema.value(key, db) else { return stored == nil }
        return RowSum(meta: key, value: value).matches(stored.flatMap { Data(base64Encoded: $0) })
    }

    /// Writes a value of `meta` with its checksum.
    static func setGuarded(_ key: String, to value: String, _ db: GRDB.Database) throws {
        try Schema.set(key, to: value, db)
        try Schema.set(
            Schema.sumKey(of: key), to: RowSum(meta: key, value: value).bytes.base64EncodedString(), db)
    }

    /// The clusters that the database was of before, the first one first.
    static func formerClusters(_ db: GRDB.Database) throws -> [String] {
        (try Schema.value(Schema.formerClusters, db) ?? "").split(separator: " ").map(String.init)
    }

    /// See `StoredState.origin`.
    static func origin(_ db: GRDB.Database) throws -> String? {
        try formerClusters(db).first ?? Schema.value("cluster", db)
    }

    package func change(cluster: String) async throws(Failure) {
        if let failure = await check() { throw failure }
        guard !cluster.isEmpty, !cluster.contains(where: \.isWhitespace) else {
            throw Failure(
                .invalid, subject: path, "'\(cluster)' is no id of a cluster: it is empty, or has a space in it")
        }
        try await transaction { db in
            let present = try Schema.value("cluster", db) ?? ""
            guard present != cluster else { return }
            let formers = try Self.formerClusters(db)
            if !formers.contains(present) {
                try Self.setGuarded(
                    Schema.formerClusters, to: (formers + [present]).joined(separator: " "), db)
            }
            try Self.setGuarded("cluster", to: cluster, db)
        }
        if let failure = fileFailure() { throw failure }
    }
}
