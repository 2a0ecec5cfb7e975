import Synchronization

/// That something took longer than it may.
package struct DeadlineExceeded: Error {}

/// Runs `body` for at most `limit`, then cancels it and throws `DeadlineExceeded`.
package func within<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw DeadlineExceeded()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw DeadlineExceeded() }
        return first
    }
}

/// Remembers when there was last a sign of life, for a call that may last long but not be silent long.
final class Heartbeat: Sendable {
    private let last = Mutex(ContinuousClock.now)

    func beat() { last.withLock { $0 = .now } }

    /// Throws `DeadlineExceeded` once `limit` has passed without a beat.
    func watch(_ limit: Duration) async throws -> Never {
        while true {
            let next = last.withLock { $0 + limit }
            if next <= .now { throw DeadlineExceeded() }
            try await Task.sleep(until: next, clock: .continuous)
        }
    }
}
