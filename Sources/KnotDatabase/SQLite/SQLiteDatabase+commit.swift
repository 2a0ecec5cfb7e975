import GRDB
import KnotModel
import KnotStore
import Synchronization

extension SQLiteDatabase {
    package func commit(_ batch: Batch) async throws(Failure) {
        guard !batch.isEmpty else { return }
        let write: EncodedBatch
        do {
            write = try EncodedBatch(batch, codec: codec)
        } catch {
            throw Failure(
                .databaseFailed, subject: path, "a record could not be written in the database's form",
                cause: "\(error)")
        }
        let result = await withCheckedContinuation { continuation in
            switch queue.withLock({ $0.add(CommitQueue.Entry(write: write, done: continuation)) }) {
            case .first: Task { await writeWaiting() }
            case .waiting: break
            case .full:
                continuation.resume(
                    returning: .failure(
                        Failure(
                            .busy, subject: path,
                            "\(Self.queueLimit) commits wait for \(path) already; the disk is too slow, try again later"
                        )))
            case .closed:
                continuation.resume(
                    returning: .failure(
                        Failure(.databaseFailed, subject: path, "\(path) is closed; nothing was written")))
            }
        }
        try result.get()
    }

    /// Writes until nothing waits: all that waits at a time in one transaction.
    private func writeWaiting() async {
        while true {
            let (entries, closers) = queue.withLock { $0.take() }
            guard !entries.isEmpty else {
                for closer in closers { closer.resume() }
                return
            }
            let result = await write(entries)
            if case .success = result {
                for entry in entries { entry.done.resume(returning: .success(())) }
            } else if entries.count == 1 {
                entries[0].done.resume(returning: result)
            } else {
                // One of them is at fault: each gets a transaction, and an answer, of its own.
                for entry in entries { entry.done.resume(returning: await write([entry])) }
            }
        }
    }

    private func write(_ entries: [CommitQueue.Entry]) async -> Result<Void, Failure> {
        if let failure = await check() { return .failure(failure) }
        let unreadable = unreadable.withLock { $0 }
        let sequence = standing.withLock { $0.sequence + 1 }
        do throws(Failure) {
            try await transaction { db in
                for entry in entries { try entry.write.write(db, unreadable: unreadable) }
                try Schema.set(Schema.sequence, to: String(sequence), db)
            }
        } catch {
            return .failure(error)
        }
        standing.withLock { $0.sequence = sequence }
        // What went into files that nobody can open again, or that another program writes to, is not durable.
        if let failure = fileFailure() { return .failure(failure) }
        acknowledge(isForced: false)
        if !unreadable.isEmpty {
            let written = entries.flatMap(\.write.keys)
            self.unreadable.withLock { $0.subtract(written) }
        }
        await checkpointIfDue(after: entries.reduce(0) { $0 + $1.write.pages })
        return .success(())
    }
}
