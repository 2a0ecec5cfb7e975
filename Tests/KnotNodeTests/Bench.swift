import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore

/// A node with a database that always works and the simulator's engines, which do at once what they are told: enough to test
/// what the core decides. Faults and time belong to the simulator.
struct Bench {
    var core: NodeCore
    var now = Moment(wall: WallTime(milliseconds: 1_000_000), uptime: Uptime(milliseconds: 0))
    var engines = [EngineKind.docker, .podman].reduce(into: [:]) { $0[$1] = SimulatedEngine(kind: $1) }
    /// Which of them `engine`, `containers` and `volumes` are about.
    var shown = EngineKind.docker
    var replies: [RequestID: Reply] = [:]
    var actions: [Action] = []
    /// Failures to answer with instead of acting, by verb.
    var failing: [String: Failure] = [:]
    var databaseFailure: Failure?
    var probes: [HealthProbe] = []
    var probeFailure: Failure?
    /// Whether health checks are begun and answered by the test, if at all.
    var holdsProbes = false
    var heldProbes: [ProbeID] = []
    /// Actions that are begun and answered by `release`, by verb.
    var heldVerbs: Set<String> = []
    var heldActions: [(id: ActionID, engine: EngineKind, action: Action)] = []
    /// What containers are found to be once an image has been pulled: somebody was at it meanwhile.
    var stateAfterPull: ObservedContainer.State?
    /// Every order of scripts; one that is held is answered by the test.
    var orders: [(id: ScriptID, order: ScriptOrder)] = []
    var endedOrders: [ScriptID] = []
    var sent: [(message: PeerMessage, peer: NodeID)] = []
    /// What an engine was asked about by itself.
    var looks: [ResourceKey] = []
    /// What it answers then, instead of what it has.
    var lookFailure: Failure?
    var scriptOutcome: ScriptOutcome? = ScriptOutcome(exitCode: 0)
    /// What left the core for people and for the disk: replies, log lines, and the events and statuses of commits.
    var told: [String] = []
    var holdsCommits = false
    var heldCommits: [CommitID] = []
    private let codec: any LaneCodec
    private var nextRequest: RequestID = 1

    /// What the last batch that told of a lost span said.
    var lost: LostSpan?

    init(
        records: [Record] = [], node: NodeID = NodeID("n1"), peers: [NodeID] = [], engineIsUp: Bool = true,
        policy: Policy = .unrestricted,
        recovery: Recovery = Recovery(), resourceBound: Int = 20_000,
        codec: any LaneCodec = InternedLaneCodec(), engines: [EngineKind] = [.docker, .podman]
    ) {
        var configuration = NodeCore.Configuration(
            node: node, cluster: "c", zone: "west", enginePreference: engines, seed: 1, policy: policy)
        configuration.resourceBound = resourceBound
        configuration.peers = peers
        self.codec = codec
        do {
            let replica = try Replica(records, node: node, codec: codec)
            core = NodeCore(configuration, replica: replica, recovery: recovery)
        } catch {
            // The records of a test are such as a store may have.
            fatalError("\(error)")
        }
        load("ubuntu:latest")
        if engineIsUp { feed(.engineUp(.docker, version: "1")) }
    }

    var engine: SimulatedEngine {
        get { engines[shown] ?? SimulatedEngine(kind: shown) }
        set { engines[shown] = newValue }
    }

    /// What the engine has of this node. What is put here, somebody did to it by hand.
    var containers: [ObservedContainer] {
        get { engine.containers.compactMap { $0.observed(detailed: true) } }
        set { engine.become(newValue) }
    }

    /// The volumes that knot made.
    var volumes: [ObservedVolume] {
        engine.volumes.compactMap { volume in
            volume.ownership.map { ObservedVolume(name: volume.name, ownership: $0) }
        }
    }

    /// Puts an image on the machine.
    mutating func load(_ image: String) {
        for kind in engines.keys { engines[kind]?.load(image: image) }
    }

    /// Removes every volume that knot made, used or not.
    mutating func loseVolumes() {
        for volume in volumes { engine.loseVolume(volume.name) }
    }

    mutating func feed(_ input: Input) {
        var inputs = [input]
        var rounds = 0
        while !inputs.isEmpty, rounds < 10_000 {
            rounds += 1
            for effect in core.handle(inputs.removeFirst(), now: now) {
                if let answer = perform(effect) { inputs.append(answer) }
            }
        }
    }

    private func statuses(in batch: Batch) -> [Status] {
        batch.entries.compactMap { entry in
            guard let key = entry.key.resource, case .status(let status)? = try? codec.decode(entry, of: key) else {
                return nil
            }
            return status
        }
    }

    /// Lets time pass, waking the node each step.
    mutating func pass(milliseconds: Int64, step: Int64 = 1_000) {
        var left = milliseconds
        while left > 0 {
            let part = min(step, left)
            now.wall.milliseconds += part
            now.uptime.milliseconds += part
            left -= part
            feed(.wake)
        }
    }

    /// Carries out what was held.
    mutating func release() {
        let held = heldActions
        heldActions = []
        for (id, kind, action) in held { feed(act(id, kind, action)) }
    }

    @discardableResult
    mutating func ask(_ request: Request) -> Reply? {
        let id = nextRequest
        nextRequest += 1
        feed(.request(id, request))
        return replies[id]
    }

    @discardableResult
    mutating func apply(
        _ manifests: [Manifest], by owner: SpecOwner = .user("alice"), prune: Bool = false, limit: Int? = nil
    ) -> Reply? {
        ask(.apply(manifests, ApplyOptions(owner: owner, user: "alice", prune: prune, pruneLimit: limit)))
    }

    private mutating func perform(_ effect: Effect) -> Input? {
        switch effect {
        case .commit(let id, let batch):
            told += batch.events.map { "\($0)" } + statuses(in: batch).map { "\($0)" }
            lost = batch.lost ?? lost
            if holdsCommits {
                heldCommits.append(id)
                return nil
            }
            return databaseFailure.map { .commitFailed(id, $0) } ?? .committed(id)
        case .reply(let id, let reply):
            replies[id] = reply
            told.append("\(reply)")
        case .observe(let id, let kind, let scope):
            if case .key(let key) = scope {
                looks.append(key)
                if let lookFailure { return .observeFailed(id, lookFailure) }
            }
            let tenant = core.configuration.tenant
            return .observed(id, engines[kind]?.observe(scope, for: tenant) ?? EngineSnapshot())
        case .act(let id, let kind, let action):
            actions.append(action)
            if let failure = failing[action.verb] { return .actFailed(id, failure) }
            if heldVerbs.contains(action.verb) {
                heldActions.append((id, kind, action))
                return nil
            }
            return act(id, kind, action)
        case .probe(let id, _, _, let probe, _):
            probes.append(probe)
            if holdsProbes {
                heldProbes.append(id)
                return nil
            }
            return .probed(id, probeFailure)
        case .runScripts(let id, _, let order):
            orders.append((id, order))
            return scriptOutcome.map { .scriptsEnded(id, $0) }
        case .endScripts(let id): endedOrders.append(id)
        case .log(let entry): told.append("\(entry)")
        case .send(let message, let peer): sent.append((message, peer))
        case .wake, .changed: break
        }
        return nil
    }

    private mutating func act(_ id: ActionID, _ kind: EngineKind, _ action: Action) -> Input {
        var engine = engines[kind] ?? SimulatedEngine(kind: kind)
        defer { engines[kind] = engine }
        // Any image can be pulled.
        if case .pullImage(let image, _) = action { engine.registry[image] = .pullable }
        let result = engine.perform(action, at: now.wall)
        if case .pullImage = action, let state = stateAfterPull {
            for container in engine.containers { engine.leave(container.id, in: state) }
        }
        switch result {
        case .success(let outcome): return .acted(id, outcome)
        case .failure(let failure): return .actFailed(id, failure)
        }
    }
}
