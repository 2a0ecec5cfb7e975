import GRDB
import KnotModel
import KnotStore

extension SQLiteDatabase {
    /// How many lost writes of a resource are kept.
    static let mostOverwritten = 10

    package func overwritten(of key: ResourceKey) async throws(Failure) -> [LostWrite] {
        try await access(.load) { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM overwritten WHERE key = ? ORDER BY number DESC", arguments: ["\(key)"]
            ).compactMap(EntryRow.lost)
        }
    }
}
