import KnotModel
import KnotPlan

/// What somebody does to an engine behind knot's back.
extension SimulatedEngine {
    /// Puts an image on this machine, pullable again later.
    package mutating func load(image: String) {
        images[image] = Self.imageID(image)
        registry[image] = .pullable
    }

    /// Another image gets the name; what runs of the old one runs on. `false` when the name is not there.
    package mutating func retag(image: String) -> Bool {
        guard images[image] != nil else { return false }
        serial += 1
        images[image] = Self.imageID("\(image)#\(serial)")
        return true
    }

    /// Gives an image that is there a further name.
    package mutating func tag(_ image: String, as name: String) { images[name] = images[image] }

    package mutating func removeImage(_ image: String) { images[image] = nil }

    /// Makes and starts a container that knot knows nothing of; it may carry another cluster's labels.
    package mutating func runForeign(_ spec: ContainerSpec, ownership: Ownership? = nil, at now: WallTime) {
        let id = nextID("foreign")
        var container = SimulatedContainer(
            id: id, spec: spec, ownership: ownership, networks: ["bridge"], imageID: "sha256:foreign")
        container.state = .running
        container.runs = 1
        container.startedAt = now
        containers.append(container)
    }

    package mutating func makeForeignVolume(_ name: String) {
        serial += 1
        volumes.append(SimulatedVolume(name: name, ownership: nil, implicit: false, serial: serial))
    }

    package mutating func pause(_ id: String) {
        guard let index = containers.firstIndex(where: { $0.id == id }), containers[index].state == .running else {
            return
        }
        containers[index].state = .paused
        emit("pause", containers[index])
    }

    package mutating func renameByHand(_ id: String, to name: String) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        _ = rename(index, name)
    }

    package mutating func editByHand(_ id: String, _ resources: ContainerSpec.Resources) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        containers[index].resources = resources
        emit("update", containers[index])
    }

    /// An earlier container of the same resource is back, from a backup say, and does not run: of the same object and an
    /// earlier placement, or of an earlier object. `false` when one is there already.
    package mutating func restore(_ id: String, olderObject: Bool, at now: WallTime) -> Bool {
        guard let newer = container(id), var ownership = newer.ownership, !id.contains("restored"),
            !containers.contains(where: { $0.name == newer.name + "-restored" })
        else { return false }
        if olderObject { ownership.uid = UID("0ld") } else { ownership.epoch -= 1 }
        var container = SimulatedContainer(
            id: nextID("restored"), spec: newer.spec, ownership: ownership, networks: newer.networks,
            imageID: newer.imageID)
        container.name = newer.name + "-restored"
        container.state = .exited
        container.startedAt = now
        container.finishedAt = now
        containers.append(container)
        emit("create", container)
        return true
    }

    /// Takes a container off all its networks, or off one. Of that no engine tells where events of containers are told.
    package mutating func disconnectByHand(_ id: String, from network: String? = nil) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        containers[index].networks.removeAll { network == nil || $0 == network }
    }

    package mutating func connectByHand(_ id: String, to network: String) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        networks.insert(network)
        if !containers[index].networks.contains(network) { containers[index].networks.append(network) }
    }

    /// Gives a container a restart policy, a process limit or further limits; `nil` leaves it as it is. The engine of this
    /// model starts nothing by itself, whatever the policy says.
    package mutating func reconfigureByHand(
        _ id: String, restartPolicy: String? = nil, processLimit: Int64? = nil, otherLimits: FieldMap? = nil
    ) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        if let restartPolicy { containers[index].restartPolicy = restartPolicy }
        if let processLimit { containers[index].processLimit = processLimit }
        if let otherLimits { containers[index].otherLimits = otherLimits }
        emit("update", containers[index])
    }

    /// Somebody starts a container that does not run; `false` when it cannot be.
    package mutating func startByHand(_ id: String, at now: WallTime) -> Bool {
        guard let index = containers.firstIndex(where: { $0.id == id }),
            [.created, .exited].contains(containers[index].state), containers[index].program.lasts
        else { return false }
        guard case .success = start(index, now) else { return false }
        containers[index].isStartedByHand = true
        return true
    }

    /// The engine shows the container as being on its way to its end, or broken, whatever its program does.
    package mutating func leave(_ id: String, in state: ObservedContainer.State) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        let wasAlive = containers[index].isAlive
        containers[index].state = state
        if wasAlive { emit("die", containers[index]) }
    }

    /// What was on its way to its end has come there.
    package mutating func conclude(_ id: String, at now: WallTime) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        switch containers[index].state {
        case .removing: discard(id)
        case .unknown:
            containers[index].state = .exited
            containers[index].exitCode = 137
            containers[index].finishedAt = now
            emit("die", containers[index])
        default: break
        }
    }

    /// The program of a container fails its health checks from now on, or passes them again.
    package mutating func setIll(_ id: String, _ isIll: Bool) {
        guard let index = containers.firstIndex(where: { $0.id == id }), containers[index].program != .sickly else {
            return
        }
        containers[index].isIll = isIll
    }

    /// The engine's own checks, of all containers that have one. The ids of those that have just been found unwell.
    package mutating func examine(at now: WallTime) -> [String] {
        var unwell: [String] = []
        for index in containers.indices {
            guard containers[index].state == .running, let check = containers[index].spec.healthcheck else { continue }
            let before = containers[index].health
            containers[index].checkedAt = now
            if containers[index].isIll {
                containers[index].healthFailures += 1
                if containers[index].healthFailures >= check.retries ?? 3 { containers[index].health = .unhealthy }
            } else {
                containers[index].healthFailures = 0
                containers[index].health = .healthy
            }
            let health = containers[index].health
            guard health != before else { continue }
            emit("health_status: \(health.rawValue)", containers[index])
            if health == .unhealthy { unwell.append(containers[index].id) }
        }
        return unwell
    }

    /// Its containers are these from now on, in this order: one that is known by its id becomes as it is shown here, and
    /// another one has come, of which nothing is known but that.
    package mutating func become(_ shown: [ObservedContainer]) {
        containers = shown.map { shown in
            var container =
                container(shown.id)
                ?? SimulatedContainer(
                    id: shown.id, spec: ContainerSpec(name: shown.name, image: ""), ownership: shown.ownership,
                    networks: shown.listedNetworks, imageID: "")
            container.become(shown)
            return container
        }
    }

    package mutating func removeForeign(named name: String) {
        containers.removeAll { $0.ownership == nil && $0.name == name }
    }

    /// A volume that a node made for something that the simulated one does not know.
    package mutating func makeLeftoverVolume(_ name: String, _ ownership: Ownership) {
        guard volume(name) == nil else { return }
        serial += 1
        volumes.append(SimulatedVolume(name: name, ownership: ownership, implicit: false, serial: serial))
    }

    /// A volume goes, whatever uses it.
    package mutating func loseVolume(_ name: String) { volumes.removeAll { $0.name == name } }

    /// Removes a volume that nothing uses.
    package mutating func removeVolumeByHand(_ name: String) {
        guard !containers.contains(where: { $0.spec.mounts.contains { $0.source == .volume(name) } }) else { return }
        volumes.removeAll { $0.name == name }
    }

    /// The daemon was restarted: unless containers outlive it, everything that ran has ended.
    package mutating func restart(containersSurvive: Bool, at now: WallTime) {
        guard !containersSurvive else { return }
        for container in containers where container.isAlive && container.ownership != nil {
            end(container.id, code: 137, at: now)
        }
    }
}
