import KnotEngine
import KnotModel
import KnotPlan
import KnotSimulator

/// The simulator's engine, spoken to like a real one. Its containers have no output, and run no commands.
actor ModelledEngine: ContainerEngine {
    nonisolated let kind: EngineKind
    private var model: SimulatedEngine
    /// Milliseconds; every call takes one.
    private var clock: Int64 = 1_767_571_200_000

    init(kind: EngineKind, image: String, networks: [String] = []) {
        self.kind = kind
        model = SimulatedEngine(kind: kind)
        model.load(image: image)
        model.networks.formUnion(networks)
    }

    private var now: WallTime {
        clock += 1
        return WallTime(milliseconds: clock)
    }

    func ping() async throws(Failure) -> EngineVersion { EngineVersion(version: "0", apiVersion: "1.41") }

    func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        model.observe(scope, for: tenant)
    }

    func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        try model.perform(action, at: now).get()
    }

    func rename(_ id: String, to name: String) { model.renameByHand(id, to: name) }

    func name(_ image: String, isOther: Bool) {
        if isOther { _ = model.retag(image: image) } else { model.load(image: image) }
    }

    func unname(_ image: String) { model.removeImage(image) }

    func pause(_ id: String) { model.pause(id) }

    func edit(_ id: String, _ resources: ContainerSpec.Resources) { model.editByHand(id, resources) }

    func reconfigure(
        _ id: String, restartPolicy: String? = nil, processLimit: Int64? = nil, otherLimits: FieldMap? = nil
    ) {
        model.reconfigureByHand(
            id, restartPolicy: restartPolicy, processLimit: processLimit, otherLimits: otherLimits)
    }

    func connect(_ id: String, to network: String) { model.connectByHand(id, to: network) }

    func disconnect(_ id: String, from network: String) { model.disconnectByHand(id, from: network) }

    nonisolated func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> { Self.none() }

    nonisolated func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        Self.none()
    }

    func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        throw Failure(.unknown, subject: containerID, "no program runs in a modelled container")
    }

    private static func none<Element: Sendable>() -> AsyncThrowingStream<Element, any Error> {
        AsyncThrowingStream { $0.finish() }
    }
}
