import GRDB
import KnotModel
import KnotStore
import Synchronization

extension SQLiteDatabase {
    package func commit(_ batch: Batch) async throws(Failure) {
        guard !batch.isEmpty else { return }
        guard underWay.withLock({ $0.begin() }) else {
            throw Failure(.databaseFailed, subject: path, "\(path) is closed; nothing was written")
        }
        defer { for closer in underWay.withLock({ $0.end() }) { closer.resume() } }
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
            var sequence: UInt64 = 0
            try transaction(db) {
                sequence = try Schema.lastSequence(db) + 1
                try write.write(db, unreadable: unreadable)
                try Schema.set(Schema.sequence, to: String(sequence), db)
            }
            return sequence
        }
        standing.withLock { $0.sequence = max($0.sequence, sequence) }
        // What went into files that nobody can open again, or that another program writes to, is not durable.
        if let failure = fileFailure() {
            // The file has what the node does not: only a start that reads it can go on.
            standing.withLock { $0.refusal = failure }
            throw failure
        }
        acknowledge(isForced: false)
        if !unreadable.isEmpty { self.unreadable.withLock { $0.subtract(write.keys) } }
        await checkpointIfDue(after: write.pages)
    }
}
