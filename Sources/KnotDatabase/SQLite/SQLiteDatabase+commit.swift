import GRDB
import KnotModel
import KnotStore
import Synchronization

extension SQLiteDatabase {
    package func commit(_ batch: Batch) async throws(Failure) {
        guard !batch.isEmpty else { return }
        if isClosed.withLock({ $0 }) {
            throw Failure(.databaseFailed, subject: path, "\(path) is closed; nothing was written")
        }
        let write: EncodedBatch
        do {
            write = try EncodedBatch(batch, codec: codec)
        } catch {
            throw Failure(
                .databaseFailed, subject: path, "an event could not be written in the database's form",
                cause: "\(error)")
        }
        if let failure = await check() { throw failure }
        let unreadable = unreadable.withLock { $0 }
        let sequence = try await access(.write) { [self] db in
            let sequence = standing.withLock { standing in
                standing.issued = max(standing.issued, standing.sequence) + 1
                return standing.issued
            }
            try transaction(db) {
                try write.write(db, unreadable: unreadable)
                try Schema.set(Schema.sequence, to: String(sequence), db)
            }
            return sequence
        }
        standing.withLock { $0.sequence = max($0.sequence, sequence) }
        // What went into files that nobody can open again, or that another program writes to, is not durable.
        if let failure = fileFailure() { throw failure }
        acknowledge(isForced: false)
        if !unreadable.isEmpty { self.unreadable.withLock { $0.subtract(write.keys) } }
        await checkpointIfDue(after: write.pages)
    }
}
