import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore

/// A node with a database that always works and an engine that does at once what it is told: enough to test what the
/// core decides. Faults and time belong to the simulator.
struct Bench {
    var core: NodeCore
    var now = Moment(wall: WallTime(milliseconds: 1_000_000), uptime: Uptime(milliseconds: 0))
    var containers: [ObservedContainer] = []
    /// What other engines show, which do nothing.
    var shown: [EngineKind: [ObservedContainer]] = [:]
    /// Directories of the node, with the object that each is for.
    var directories: [String: UID] = [:]
    var volumes: [ObservedVolume] = []
    /// Volumes of the engine that knot did not make.
    var foreignVolumes: [String] = []
    var images: Set<String> = ["ubuntu:latest"]
    /// What snapshots say of images.
    var observedImages: [ObservedImage] = []
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
    var heldActions: [(id: ActionID, action: Action)] = []
    /// What containers are found to be once an image has been pulled: somebody was at it meanwhile.
    var stateAfterPull: ObservedContainer.State?
    /// Every order of scripts; one that is held is answered by the test.
    var orders: [(id: ScriptID, order: ScriptOrder)] = []
    var endedOrders: [ScriptID] = []
    var sent: [(message: PeerMessage, peer: NodeID)] = []
    /// What an engine was asked about by itself.
    var looks: [ResourceKey] = []
    var scriptOutcome: ScriptOutcome? = ScriptOutcome(exitCode: 0)
    /// What left the core for people and for the disk: replies, log lines, and the events and statuses of commits.
    var told: [String] = []
    var holdsCommits = false
    var heldCommits: [CommitID] = []
    private let codec: any LaneCodec
    private var nextRequest: RequestID = 1
    private var nextContainer = 1

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
        if engineIsUp { feed(.engineUp(.docker, version: "1")) }
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
        for (id, action) in held { feed(act(id, action)) }
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
            if case .key(let key) = scope { looks.append(key) }
            return .observed(id, snapshot(scope, of: shown[kind] ?? containers))
        case .act(let id, _, let action):
            actions.append(action)
            if let failure = failing[action.verb] { return .actFailed(id, failure) }
            if heldVerbs.contains(action.verb) {
                heldActions.append((id, action))
                return nil
            }
            return act(id, action)
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

    private func snapshot(_ scope: ObservationScope, of containers: [ObservedContainer]) -> EngineSnapshot {
        switch scope {
        case .all:
            EngineSnapshot(
                containers: containers.map { container in
                    var container = container
                    container.detail = nil
                    return container
                }, images: observedImages, foreignVolumes: foreignVolumes)
        case .key(let key):
            EngineSnapshot(
                containers: containers.filter { $0.ownership.key == key },
                volumes: volumes.filter { $0.ownership.key == key }, images: observedImages,
                directories: directories.sorted { $0.key < $1.key }.map { .init(path: $0.key, uid: $0.value) })
        }
    }

    private mutating func act(_ id: ActionID, _ action: Action) -> Input {
        func index(_ reference: ContainerReference) -> Int? {
            containers.firstIndex { reference == .id($0.id) }
        }
        switch action {
        case .checkImage(let image):
            if !images.contains(image) {
                return .actFailed(id, Failure(.imageMissing, subject: image, "no such image"))
            }
        case .pullImage(let image, _):
            images.insert(image)
            for index in containers.indices { containers[index].state = stateAfterPull ?? containers[index].state }
        case .createVolume(let name, let ownership):
            if volumes.contains(where: { $0.name == name }) { return .acted(id, .wasThere) }
            volumes.append(ObservedVolume(name: name, ownership: ownership))
        case .removeVolume(let name): volumes.removeAll { $0.name == name }
        case .createContainer(let spec, let ownership):
            guard images.contains(spec.image) else {
                return .actFailed(id, Failure(.imageMissing, subject: spec.image, "no such image"))
            }
            let container = ObservedContainer(
                id: "id\(nextContainer)", name: spec.name, state: .created, ownership: ownership,
                detail: .init(
                    resources: spec.resources, networks: ([spec.network ?? "bridge"] + spec.networks).sorted()))
            nextContainer += 1
            containers.append(container)
            return .acted(id, .created(containerID: container.id))
        case .startContainer(let reference):
            guard let index = index(reference) else { return missing(id) }
            containers[index].state = .running
            containers[index].detail?.startedAt = now.wall
        case .stopContainer(let reference, _):
            if let index = index(reference) { containers[index].state = .exited }
        case .removeContainer(let reference, let force):
            let found = containers.first { reference == .id($0.id) }
            if !force, let found, found.state == .running || found.state == .paused {
                return .actFailed(id, Failure(.conflict, subject: found.name, "it runs"))
            }
            containers.removeAll { reference == .id($0.id) }
        case .unpauseContainer(let reference):
            if let index = index(reference) { containers[index].state = .running }
        case .updateResources(let reference, let resources):
            guard let index = index(reference) else { return missing(id) }
            containers[index].detail?.resources = resources
        case .renameContainer(let reference, let name):
            if let index = index(reference) { containers[index].name = name }
        case .connectNetwork(let reference, let network):
            if let index = index(reference) { containers[index].detail?.networks.append(network) }
        case .disconnectNetwork(let reference, let network):
            if let index = index(reference) { containers[index].detail?.networks.removeAll { $0 == network } }
        case .restoreSetting: break
        case .createDirectory(let path, let ownership, _):
            let before = directories.updateValue(ownership.uid, forKey: path)
            if before != nil { return .acted(id, .wasThere) }
        case .removeDirectory(let path, _): directories[path] = nil
        }
        return .acted(id, .done)
    }

    private func missing(_ id: ActionID) -> Input {
        .actFailed(id, Failure(.containerMissing, subject: "", "no such container"))
    }
}
