import KnotEngine
import KnotModel
import KnotPlan

/// An engine of this machine, and the directories that the node makes for its spaces: one look shows both.
final class EngineWithDirectories: ContainerEngine {
    private let engine: any ContainerEngine
    private let directories: DirectoryRegistry

    init(_ engine: any ContainerEngine, _ directories: DirectoryRegistry) {
        self.engine = engine
        self.directories = directories
    }

    var kind: EngineKind { engine.kind }

    func ping() async throws(Failure) -> EngineVersion { try await engine.ping() }

    func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        var snapshot = try await engine.observe(scope, for: tenant)
        if case .key(let key) = scope, key.kind == .space {
            snapshot.directories = try await directories.directories(of: key, for: tenant)
        }
        return snapshot
    }

    func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        switch action {
        case .createDirectory(let path, let ownership, let rule):
            return try await directories.make(path, for: ownership, rule: rule) ? .done : .wasThere
        case .removeDirectory(let path, let ownership):
            try await directories.release(path, from: ownership)
            return .done
        default:
            return try await engine.perform(action, progress: progress)
        }
    }

    func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> { engine.events(for: tenant) }

    func claims() async throws(Failure) -> [Claim] { try await engine.claims() }

    func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        engine.logs(containerID: containerID, options)
    }

    func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        try await engine.exec(containerID: containerID, request)
    }

    func checkHealth(containerID: String) async throws(Failure) {
        try await engine.checkHealth(containerID: containerID)
    }
}
