import KnotModel
import KnotPlan

extension SimulatedEngine {
    /// Performs one action at once, with the adaptor's idempotency: what is already so counts as done.
    package mutating func perform(_ action: Action, at now: WallTime) -> Result<ActionOutcome, Failure> {
        if action.isWrite { writes += 1 }
        switch action {
        case .checkImage(let reference):
            return images[reference] == nil ? .failure(noImage(reference)) : .success(.done)
        case .pullImage(let reference, _): return pull(reference)
        case .createVolume(let name, let ownership): return createVolume(name, ownership)
        case .removeVolume(let name): return removeVolume(name)
        case .createDirectory(let path, let ownership, _): return makeDirectory(path, ownership)
        case .removeDirectory(let path, let ownership): return removeDirectory(path, ownership)
        case .createContainer(let spec, let ownership): return create(spec, ownership)
        case .startContainer(let reference): return change(reference) { $0.start($1, now) }
        case .stopContainer(let reference, _): return change(reference) { $0.stop($1, now) }
        case .removeContainer(let reference, let force): return remove(reference, force: force)
        case .unpauseContainer(let reference): return change(reference) { $0.unpause($1) }
        case .updateResources(let reference, let resources):
            return change(reference) { engine, index in
                guard !engine.ignoresUpdates else { return .success(.done) }
                engine.containers[index].resources = resources
                engine.emit("update", engine.containers[index])
                return .success(.done)
            }
        case .renameContainer(let reference, let name): return change(reference) { $0.rename($1, name) }
        case .connectNetwork(let reference, let network): return change(reference) { $0.connect($1, network) }
        case .disconnectNetwork(let reference, let network):
            return change(reference) { engine, index in
                engine.containers[index].networks.removeAll { $0 == network }
                return .success(.done)
            }
        case .restoreSetting(let reference, let setting): return change(reference) { $0.restore($1, setting) }
        }
    }

    /// Finds the container an action is about.
    private mutating func change(
        _ reference: ContainerReference, _ body: (inout Self, Int) -> Result<ActionOutcome, Failure>
    ) -> Result<ActionOutcome, Failure> {
        guard case .id(let id) = reference else { return .failure(unresolved()) }
        guard let index = containers.firstIndex(where: { $0.id == id }) else {
            return .failure(
                Failure(
                    .containerMissing, subject: id, "container \(id) is not there", cause: "No such container: \(id)"))
        }
        return body(&self, index)
    }

    private func noImage(_ reference: String) -> Failure {
        Failure(
            .imageMissing, subject: reference, "image \(reference) is not on this machine",
            cause: "No such image: \(reference)")
    }

    private func unresolved() -> Failure {
        Failure(.invalid, subject: kind.rawValue, "the step names a container that no earlier step has made")
    }

    private mutating func pull(_ reference: String) -> Result<ActionOutcome, Failure> {
        if reference.contains(where: { $0 == " " || $0.isUppercase }) {
            return .failure(Failure(.invalid, subject: reference, "'\(reference)' is not the name of an image"))
        }
        if registryIsDown || reference.hasPrefix("localhost:") {
            return .failure(
                Failure(
                    .registryUnreachable, subject: reference,
                    "image \(reference) could not be pulled: no registry answers", cause: "dial tcp: i/o timeout"))
        }
        switch registry[reference] ?? .missing {
        case .pullable:
            images[reference] = Self.imageID(reference)
            return .success(.done)
        case .denied:
            return .failure(
                Failure(
                    .pullDenied, subject: reference, "image \(reference) may not be pulled; check its auth",
                    cause: "pull access denied"))
        case .missing:
            return .failure(
                Failure(
                    .imageMissing, subject: reference, "the registry has no image \(reference); check its name",
                    cause: "manifest unknown"))
        }
    }

    private mutating func createVolume(_ name: String, _ ownership: Ownership) -> Result<ActionOutcome, Failure> {
        if let volume = volume(name) {
            guard let owner = volume.ownership, !ownership.tenant.owns(owner) || owner.key != ownership.key else {
                return .success(.wasThere)
            }
            return .failure(
                Failure(.nameTaken, subject: name, "volume \(name) exists and belongs to something else"))
        }
        serial += 1
        volumes.append(SimulatedVolume(name: name, ownership: ownership, implicit: false, serial: serial))
        return .success(.done)
    }

    private mutating func removeVolume(_ name: String) -> Result<ActionOutcome, Failure> {
        guard let index = volumes.firstIndex(where: { $0.name == name }) else { return .success(.done) }
        let user = containers.first { $0.spec.mounts.contains { $0.source == .volume(name) } }
        if let user {
            return .failure(
                Failure(
                    .volumeInUse, subject: name, "volume \(name) is used by container \(user.name)",
                    cause: "volume is in use - [\(user.id)]"))
        }
        volumes.remove(at: index)
        return .success(.done)
    }

    private mutating func create(_ spec: ContainerSpec, _ ownership: Ownership) -> Result<ActionOutcome, Failure> {
        guard let imageID = images[spec.image] else {
            return .failure(noImage(spec.image))
        }
        if let holder = containers.first(where: { $0.name == spec.name }) {
            // The answer to an earlier call was lost.
            if holder.ownership == ownership, holder.state == .created {
                return .success(.created(containerID: holder.id))
            }
            return .failure(
                Failure(
                    .nameTaken, subject: spec.name, "the name \(spec.name) is used by container \(holder.id)",
                    cause: "Conflict. The container name \"/\(spec.name)\" is already in use"))
        }
        if let network = spec.networks.first(where: { !networks.contains($0) }) {
            return .failure(
                Failure(
                    .networkMissing, subject: network, "network \(network) is not there; create it",
                    cause: "network \(network) not found"))
        }
        if let capability = spec.capAdd.first(where: { !Self.capabilities.contains(Capability($0)) }) {
            return .failure(
                Failure(
                    .invalid, subject: spec.name, "there is no capability \(capability)",
                    cause: "invalid CapAdd: unknown capability: \"\(capability)\""))
        }
        for case .volume(let name) in spec.mounts.map(\.source) where volume(name) == nil {
            serial += 1
            volumes.append(SimulatedVolume(name: name, ownership: nil, implicit: true, serial: serial))
        }
        makeMountedDirectories(spec)
        let id = nextID("c")
        let container = SimulatedContainer(
            id: id, spec: spec, ownership: ownership, networks: [spec.network ?? "bridge"] + spec.networks,
            imageID: imageID)
        containers.append(container)
        emit("create", container)
        return .success(.created(containerID: id))
    }

    private static let capabilities = Set(
        Capability.minimal + [.all] + ["NET_ADMIN", "SYS_ADMIN", "SYS_PTRACE"].map(Capability.init))

    private mutating func remove(
        _ reference: ContainerReference, force: Bool
    ) -> Result<ActionOutcome, Failure> {
        guard case .id(let id) = reference else { return .failure(unresolved()) }
        guard let container = container(id) else { return .success(.done) }
        switch container.state {
        case .created, .exited: break
        case .removing where !force:
            return .failure(
                Failure(
                    .busy, subject: container.name, "the engine is still at work on \(container.name)",
                    cause: "removal of container \(id) is already in progress"))
        case .running, .paused, .restarting, .dead, .unknown:
            guard force else {
                return .failure(
                    Failure(
                        .conflict, subject: container.name, "\(container.name) is \(container.state.rawValue)",
                        cause: "You cannot remove a \(container.state.rawValue) container \(id)"))
            }
        case .removing: break
        }
        discard(id)
        return .success(.done)
    }
}

extension Action {
    /// Whether it changes anything in an engine.
    package var isWrite: Bool {
        if case .checkImage = self { false } else { true }
    }

    /// The container it is about, where that is known by id.
    package var containerID: String? {
        switch self {
        case .startContainer(.id(let id)), .stopContainer(.id(let id), _), .removeContainer(.id(let id), _),
            .unpauseContainer(.id(let id)), .updateResources(.id(let id), _), .renameContainer(.id(let id), _),
            .connectNetwork(.id(let id), _), .disconnectNetwork(.id(let id), _), .restoreSetting(.id(let id), _):
            id
        default: nil
        }
    }

    /// Whether a client may have given up before an engine does it.
    package var mayBeLate: Bool {
        switch self {
        case .createContainer, .startContainer: true
        default: false
        }
    }

    /// Whether it ends what runs in a container.
    package var isDisturbing: Bool {
        switch self {
        case .stopContainer, .removeContainer: true
        default: false
        }
    }
}
