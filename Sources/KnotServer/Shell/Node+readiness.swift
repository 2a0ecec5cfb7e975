import KnotDatabase
import KnotModel
import KnotNode
import KnotStore

/// Whether the database can be written: by what became of the last commit, and when that is long ago, by a check.
extension Node {
    /// How the last write to the database ended.
    struct DatabaseWrite: Sendable {
        var at: ContinuousClock.Instant
        var failure: Failure?
    }

    /// For how long a write tells that the next one will end as it did; there is no more than one check in that time,
    /// however often the node is asked.
    static let writeMemory = Duration.seconds(10)
    static let failureMemory = Duration.seconds(2)
    /// How long an answer waits for a check.
    static let checkLimit = Duration.seconds(3)

    func noteWrite(_ failure: Failure?) { lastWrite = DatabaseWrite(at: .now, failure: failure) }

    /// Why the database cannot be written; `nil` when it can.
    func databaseFailure() async -> Failure? {
        if let failure = core.recovery.failure { return failure }
        if let known = knownWrite() { return known.failure }
        let start = ContinuousClock.now
        if writeCheck == nil {
            writeCheck = Task {
                do throws(Failure) {
                    try await database.checkWrite()
                    noteWrite(nil)
                } catch {
                    noteWrite(error)
                }
                writeCheck = nil
            }
        }
        while ContinuousClock.now - start < Self.checkLimit {
            if let known = knownWrite() { return known.failure }
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { break }
        }
        return Failure(
            .timeout, subject: "database",
            "a write to the database has not ended within \(Self.checkLimit.components.seconds) s; check the disk")
    }

    private func knownWrite() -> DatabaseWrite? {
        guard let lastWrite else { return nil }
        let memory = lastWrite.failure == nil ? Self.writeMemory : Self.failureMemory
        return ContinuousClock.now - lastWrite.at < memory ? lastWrite : nil
    }
}
