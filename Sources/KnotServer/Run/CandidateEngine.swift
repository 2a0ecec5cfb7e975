import KnotEngine
import KnotModel
import KnotPlan
import Synchronization

/// One engine that may be at several addresses: the first that answers a ping is used until it no longer does.
final class CandidateEngine: ContainerEngine {
    let kind: EngineKind
    private let candidates: [any ContainerEngine]
    private let chosen = Mutex(0)

    /// `nil` without candidates.
    init?(_ candidates: [any ContainerEngine]) {
        guard let first = candidates.first else { return nil }
        kind = first.kind
        self.candidates = candidates
    }

    private var current: any ContainerEngine { candidates[chosen.withLock { $0 }] }

    func ping() async throws(Failure) -> EngineVersion {
        let start = chosen.withLock { $0 }
        var firstFailure: Failure?
        for step in candidates.indices {
            let index = (start + step) % candidates.count
            do throws(Failure) {
                let version = try await candidates[index].ping()
                chosen.withLock { $0 = index }
                return version
            } catch {
                firstFailure = firstFailure ?? error
            }
        }
        // The order of preference counts again once none answers.
        chosen.withLock { $0 = 0 }
        throw firstFailure ?? Failure(.noEngine, subject: kind.rawValue, "there is no address for \(kind.rawValue)")
    }

    func observe(_ scope: ObservationScope, cluster: String) async throws(Failure) -> EngineSnapshot {
        try await current.observe(scope, cluster: cluster)
    }

    func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        try await current.perform(action, progress: progress)
    }

    func events(cluster: String) -> AsyncThrowingStream<EngineEvent, any Error> { current.events(cluster: cluster) }

    func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        current.logs(containerID: containerID, options)
    }

    func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        try await current.exec(containerID: containerID, request)
    }
}
