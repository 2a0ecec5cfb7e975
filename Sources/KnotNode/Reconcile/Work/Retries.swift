import KnotModel
import KnotPlan

/// Actions that failed, and when the next may be tried.
struct Retries: Sendable {
    /// A change of what runs that failed.
    struct Correction: Sendable {
        /// So often is tried what an engine refuses and may take later; then it waits for a restart.
        static let mostTries = 3

        var failure: Failure
        var failures = 0
        /// When it may be tried again; `nil` when it is to be tried now, and once it is given up.
        var notBefore: Uptime?
        var isGivenUp = false
    }

    var failures = 0
    /// When the next action may be tried.
    var notBefore: Uptime?
    @Boxed var lastError: Failure?
    /// A failure that no retry mends; cleared by a change in the store.
    var isStuck = false

    /// Changes of what runs that the engine did not make, apart from other failures: they keep nothing else waiting.
    var corrections: [Action: Correction] = [:]

    /// The changes that are not to be tried now.
    var failedCorrections: [Action: FailedCorrection] {
        corrections.filter { $0.value.isGivenUp || $0.value.notBefore != nil }
            .mapValues { FailedCorrection(failure: $0.failure, isGivenUp: $0.isGivenUp) }
    }

    /// Takes in that the last try came to its end.
    mutating func succeed() {
        failures = 0
        notBefore = nil
        lastError = nil
    }
}
