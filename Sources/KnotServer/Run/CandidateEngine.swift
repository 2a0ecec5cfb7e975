import KnotEngine
import KnotModel
import KnotPlan
import Synchronization

/// One engine that may be at several addresses: the first that answers a ping is used from then on.
///
/// Another address is another engine, which knows nothing of the first one's containers: they may run on while the first
/// does not answer, and a second container of a space beside the first is what must never be.
package final class CandidateEngine: ContainerEngine {
    package let kind: EngineKind
    private let candidates: [any ContainerEngine]
    /// The one that answered.
    private let chosen = Mutex<Int?>(nil)

    /// `nil` without candidates.
    package init?(_ candidates: [any ContainerEngine]) {
        guard let first = candidates.first else { return nil }
        kind = first.kind
        self.candidates = candidates
    }

    private var current: any ContainerEngine { candidates[chosen.withLock { $0 } ?? 0] }

    package func ping() async throws(Failure) -> EngineVersion {
        if let index = chosen.withLock({ $0 }) { return try await candidates[index].ping() }
        var firstFailure: Failure?
        for index in candidates.indices {
            do throws(Failure) {
                let version = try await candidates[index].ping()
                chosen.withLock { $0 = index }
                return version
            } catch {
                firstFailure = firstFailure ?? error
            }
        }
        throw firstFailure ?? Failure(.noEngine, subject: kind.rawValue, "there is no address for \(kind.rawValue)")
    }

    package func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        try await current.observe(scope, for: tenant)
    }

    package func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        try await current.perform(action, progress: progress)
    }

    package func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> {
        current.events(for: tenant)
    }

    package func claims() async throws(Failure) -> [Claim] { try await current.claims() }

    package func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        current.logs(containerID: containerID, options)
    }

    package func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        try await current.exec(containerID: containerID, request)
    }

    package func checkHealth(containerID: String) async throws(Failure) {
        try await current.checkHealth(containerID: containerID)
    }
}
