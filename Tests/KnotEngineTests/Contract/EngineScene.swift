import KnotEngine
import KnotModel
import KnotPlan
import Testing

/// A cluster of its own on an engine, real or fake: names that nobody else has, and ways to ask and act.
struct EngineScene: Sendable {
    let engine: any ContainerEngine
    let image: String
    /// Tells this scene's things from all others'.
    let word: String
    /// Whether programs really run in its containers: a model of an engine has none.
    var runsPrograms = true

    var cluster: String { "test-\(word)" }
    /// Whose things the scene's are.
    var tenant: Tenant { Tenant(cluster: cluster, node: NodeID("n1")) }
    var key: ResourceKey { ResourceKey(.space, owner: "alice", name: "web-\(word)") }

    func ownership(_ key: ResourceKey? = nil, epoch: UInt64 = 1) -> Ownership {
        Ownership(
            cluster: cluster, node: tenant.node, key: key ?? self.key, uid: UID("00ff"), epoch: epoch,
            revision: Stamp(ticks: 77, node: NodeID("n1")), specHash: "1:abc",
            spec: ["image": .string(image), "command": ["sleep", "1000"]])
    }

    /// A container that sleeps and stops at once.
    func spec(_ name: String = "web", command: [String] = ["sleep", "1000"]) -> ContainerSpec {
        var spec = ContainerSpec(name: "\(name)-\(word)", image: image)
        spec.command = command
        spec.stopGrace = 0
        return spec
    }

    @discardableResult
    func act(_ action: Action) async throws(Failure) -> ActionOutcome {
        try await engine.perform(action) { _ in }
    }

    func create(_ spec: ContainerSpec, key: ResourceKey? = nil, epoch: UInt64 = 1) async throws -> String {
        let outcome = try await act(.createContainer(spec, ownership: ownership(key, epoch: epoch)))
        guard case .created(let id) = outcome else {
            throw Failure(.unknown, subject: spec.name, "creating a container gives its id")
        }
        return id
    }

    func run(_ spec: ContainerSpec) async throws -> String {
        let id = try await create(spec)
        try await act(.startContainer(.id(id)))
        return id
    }

    func look() async throws(Failure) -> EngineSnapshot { try await engine.observe(.key(key), for: tenant) }

    /// The one container of the scene's key, with its detail.
    func only() async throws -> (ObservedContainer, ObservedContainer.Detail) {
        let snapshot = try await look()
        let container = try #require(snapshot.containers.first)
        #expect(snapshot.containers.count == 1)
        return (container, try #require(container.detail))
    }

    /// Looks again and again until `isSo`, for at most two minutes.
    func eventually(
        _ what: Comment, _ isSo: (ObservedContainer, ObservedContainer.Detail) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let limit = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < limit {
            if let container = try await look().containers.first, let detail = container.detail, isSo(container, detail)
            {
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record(what, sourceLocation: sourceLocation)
    }

    /// The failure of an action that must fail.
    func failure(_ action: Action, sourceLocation: SourceLocation = #_sourceLocation) async -> Failure? {
        do {
            let outcome = try await act(action)
            Issue.record("\(action) came to \(outcome)", sourceLocation: sourceLocation)
            return nil
        } catch {
            return error
        }
    }

    func clear() async {
        let everybody = Tenant(cluster: cluster)
        guard let all = try? await engine.observe(.all, for: everybody) else { return }
        for container in all.containers { _ = try? await act(.removeContainer(.id(container.id), force: true)) }
        for volume in (try? await engine.observe(.key(key), for: everybody))?.volumes ?? [] {
            _ = try? await act(.removeVolume(name: volume.name))
        }
    }
}
