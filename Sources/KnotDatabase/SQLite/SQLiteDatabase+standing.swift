import Foundation
import GRDB
import KnotModel
import Synchronization

/// Whether the file is the one that was written last.
extension SQLiteDatabase {
    /// Compares the number of the last transaction with the one that was acknowledged.
    ///
    /// - Parameters:
    ///   - origin: Which database it is: see `StoredState.origin`.
    ///   - salts: Of the log as it was before the database was opened.
    static func standing(
        _ connection: DatabaseQueue, _ path: String, acknowledged: Acknowledgement?, origin: String, salts: String
    ) throws -> Standing {
        try connection.writeWithoutTransaction { db in
            let sequence = try Schema.lastSequence(db)
            let wasSetBack = try Schema.value(Schema.lost, db) != nil
            guard let acknowledged, acknowledged.cluster == origin else {
                return Standing(sequence: sequence, isSetBack: wasSetBack)
            }
            let isBehind = sequence < acknowledged.sequence
            if acknowledged.showsTornLog(at: sequence, salts: salts) {
                let refusal = torn(path, found: sequence, acknowledged: acknowledged.sequence)
                return Standing(sequence: sequence, refusal: refusal, isSetBack: true)
            }
            if isBehind, !wasSetBack {
                try db.inTransaction(.immediate) {
                    try Schema.set(Schema.lost, to: "", db)
                    // So that its own commits are not taken for older ones at the next start.
                    try Schema.set(Schema.sequence, to: String(acknowledged.sequence), db)
                    return .commit
                }
                return Standing(sequence: acknowledged.sequence, isSetBack: true)
            }
            return Standing(sequence: sequence, isSetBack: wasSetBack)
        }
    }

    private static func torn(_ path: String, found: UInt64, acknowledged: UInt64) -> Failure {
        let count = acknowledged - found
        return Failure(
            .databaseFailed, subject: path,
            "the log of \(path) has lost its end, and with it the last \(count == 1 ? "write" : "\(count) writes") that "
                + "this server acknowledged: nothing is written, and nothing is removed from an engine. Put a backup in "
                + "place, or go on without them with 'knot admin accept-database --yes'; the log as it was found is kept "
                + "as \(path)-wal.torn")
    }

    /// Keeps a damaged log for whoever can read more of it.
    static func keepLog(_ path: String, _ torn: Failure) {
        let kept = path + "-wal.torn"
        guard !FileManager.default.fileExists(atPath: kept) else { return }
        try? FileManager.default.copyItem(atPath: path + "-wal", toPath: kept)
    }

    package func check() async -> Failure? { standing.withLock { $0.refusal } ?? fileFailure() }

    /// What has happened to the files.
    func fileFailure() -> Failure? {
        let failure = files.failure
        if files.isFileChanged { markChanged() }
        return failure
    }

    /// What is said when the file that shows the loss of writes is not there; `nil` when it is, or never was.
    static func note(
        _ path: String, sequence: UInt64, acknowledged: Acknowledgement?, origin: String
    ) -> String? {
        guard sequence > 0, acknowledged?.cluster != origin else { return nil }
        return
            "\(AcknowledgementFile.path(of: path)) is missing, cannot be read, or belongs to another database, and the "
            + "server had written it: it cannot be told whether the database was set back, or its log has lost its end"
    }

    package func accept() async throws(Failure) {
        if let failure = fileFailure() { throw failure }
        let known = acknowledgements.found?.sequence ?? 0
        let sequence = standing.withLock { max($0.sequence, known) + 1 }
        try await transaction { [codec] db in
            // What could not be converted while nothing was written, before anything is written over it.
            try EarlierRecords(db, codec).replace(db)
            try Schema.forget(Schema.lost, db)
            try db.execute(
                sql: "UPDATE quarantine SET key = ?1 || key WHERE substr(key, 1, length(?1)) <> ?1",
                arguments: [Self.givenUp])
            try Schema.set(Schema.sequence, to: String(sequence), db)
        }
        if let failure = fileFailure() { throw failure }
        standing.withLock { standing in
            standing = Standing(sequence: sequence, claim: standing.claim, isSetBack: false)
        }
        acknowledge(isForced: true)
    }
}
