import Synchronization

/// Counts wrong tokens by address, and says how long an address that sends many has to wait.
///
/// The first `free` in a row cost nothing. Each further one doubles the pause, from a second to `longestPause`; a valid
/// token from the address, or `memory` without a wrong one, ends it. A valid token is never refused: behind one address
/// there may be many, and one of them must not be able to lock the others out. What this slows down is the noise; that a
/// token cannot be guessed is due to its 256 bits. At most `capacity` addresses are remembered, those heard of last.
package final class GuessingBrake: Sendable {
    static let free = 5
    static let longestPause = Duration.seconds(60)
    static let memory = Duration.seconds(600)
    static let capacity = 4096
    /// Answers that are held back at one time, and how long each at most: a wrong token beyond that is answered at once.
    static let holds = 64
    static let longestHold = Duration.seconds(1)

    private struct Count {
        var failures = 0
        var last: ContinuousClock.Instant
    }

    private struct State {
        var counts: [ClientAddress: Count] = [:]
        var held = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// A wrong token came; the pause that its sender has to keep, if any.
    package func failed(_ address: ClientAddress, at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock { state in
            var count = state.counts[address.network] ?? Count(last: now)
            if now - count.last > Self.memory { count.failures = 0 }
            count.failures += 1
            count.last = now
            if state.counts[address.network] == nil, state.counts.count >= Self.capacity,
                let oldest = state.counts.min(by: { $0.value.last < $1.value.last })
            {
                state.counts[oldest.key] = nil
            }
            state.counts[address.network] = count
            guard count.failures > Self.free else { return nil }
            return min(.seconds(1 << min(count.failures - Self.free - 1, 10)), Self.longestPause)
        }
    }

    package func succeeded(_ address: ClientAddress) { state.withLock { $0.counts[address.network] = nil } }

    /// Holds an answer back for `pause`, within the bounds. Returns early when the task is cancelled.
    func hold(_ pause: Duration) async {
        let isFree = state.withLock { state in
            guard state.held < Self.holds else { return false }
            state.held += 1
            return true
        }
        guard isFree else { return }
        // Cancelled: the connection is gone.
        try? await Task.sleep(for: min(pause, Self.longestHold))
        state.withLock { $0.held -= 1 }
    }
}
