import GRDB
import KnotModel
import Synchronization

/// Which program may write. The lock file keeps two servers apart that see it; this does so where it was removed by hand.
extension SQLiteDatabase {
    package func claim() async throws(Failure) {
        if let failure = await check() { throw failure }
        var generator = SystemRandomNumberGenerator()
        let name = UID(using: &generator).text
        try await transaction { db in try Schema.set(Schema.claim, to: name, db) }
        if let failure = fileFailure() { throw failure }
        standing.withLock { $0.claim = name }
    }

    /// Throws when another program has claimed the database since this one did. Within the transaction of a commit.
    func verifyClaim(_ db: GRDB.Database) throws {
        guard let claim = standing.withLock({ $0.claim }), try Schema.value(Schema.claim, db) != claim else { return }
        let failure = Failure(
            .databaseFailed, subject: path,
            "another server has taken \(path) over: nothing more is written here; stop one of the two")
        standing.withLock { $0.refusal = failure }
        throw failure
    }
}
