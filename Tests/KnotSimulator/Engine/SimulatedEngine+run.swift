import KnotModel
import KnotPlan

/// Starting, stopping and changing a container that is there.
extension SimulatedEngine {
    mutating func start(_ index: Int, _ now: WallTime) -> Result<ActionOutcome, Failure> {
        let container = containers[index]
        switch container.state {
        case .running, .restarting: return .success(.done)
        case .paused, .removing, .dead, .unknown:
            return .failure(
                Failure(
                    .engineFailed, subject: container.name,
                    "container \(container.name) could not be started while it is \(container.state.rawValue)",
                    cause: "cannot start a \(container.state.rawValue) container"))
        case .created, .exited: break
        }
        if let missing = container.networks.first(where: { !networks.contains($0) }) {
            let cause = "network \(missing) not found"
            containers[index].error = cause
            return .failure(
                Failure(.networkMissing, subject: missing, "network \(missing) is not there; create it", cause: cause))
        }
        if let port = takenPort(of: container) {
            let cause = "driver failed: Bind for 0.0.0.0:\(port) failed: port is already allocated"
            containers[index].error = cause
            return .failure(
                Failure(.portTaken, subject: String(port), "port \(port) is in use on this machine", cause: cause))
        }
        if let user = container.spec.user, !users.contains(user) {
            let cause = "unable to find user \(user): no matching entries in passwd file"
            containers[index].error = cause
            return .failure(
                Failure(.userMissing, subject: container.name, "the image has no user \(user)", cause: cause))
        }
        if container.program == .absent {
            let cause = "exec: \"absent\": executable file not found in $PATH"
            containers[index].error = cause
            containers[index].exitCode = 127
            return .failure(
                Failure(.commandFailed, subject: container.name, "the command could not be started", cause: cause))
        }
        makeMountedDirectories(container.spec)
        containers[index].state = .running
        containers[index].runs += 1
        containers[index].startedAt = now
        containers[index].error = ""
        containers[index].exitCode = 0
        containers[index].outOfMemory = false
        containers[index].isIll = container.program == .sickly
        containers[index].health = container.spec.healthcheck == nil ? .none : .starting
        containers[index].healthFailures = 0
        emit("start", containers[index])
        return .success(.done)
    }

    /// The first host port that another running container holds.
    private func takenPort(of container: SimulatedContainer) -> UInt16? {
        for other in containers where other.id != container.id && other.isAlive {
            for port in container.spec.ports where port.hostPort != 0 {
                let clash = other.spec.ports.contains {
                    $0.hostPort == port.hostPort && $0.transport == port.transport
                        && ($0.hostIP == port.hostIP || $0.hostIP.isEmpty || port.hostIP.isEmpty)
                }
                if clash { return port.hostPort }
            }
        }
        return nil
    }

    mutating func stop(_ index: Int, _ now: WallTime) -> Result<ActionOutcome, Failure> {
        if containers[index].state == .unknown {
            conclude(containers[index].id, at: now)
            return .success(.done)
        }
        guard containers[index].isAlive else { return .success(.done) }
        end(containers[index].id, code: containers[index].program == .stubborn ? 137 : 143, at: now)
        return .success(.done)
    }

    mutating func unpause(_ index: Int) -> Result<ActionOutcome, Failure> {
        switch containers[index].state {
        case .paused:
            containers[index].state = .running
            emit("unpause", containers[index])
            return .success(.done)
        case .running: return .success(.done)
        default:
            return .failure(
                Failure(
                    .engineFailed, subject: containers[index].name,
                    "container \(containers[index].name) is not paused", cause: "Container is not paused"))
        }
    }

    mutating func rename(_ index: Int, _ name: String) -> Result<ActionOutcome, Failure> {
        if containers[index].name == name { return .success(.done) }
        if containers.contains(where: { $0.name == name }) {
            return .failure(Failure(.nameTaken, subject: name, "the name \(name) is used by another container"))
        }
        containers[index].name = name
        emit("rename", containers[index])
        return .success(.done)
    }

    mutating func restore(_ index: Int, _ setting: ContainerSetting) -> Result<ActionOutcome, Failure> {
        guard !ignoresUpdates else { return .success(.done) }
        switch setting {
        case .restartPolicy: containers[index].restartPolicy = "no"
        case .processLimit(let limit): containers[index].processLimit = limit
        case .otherLimits: containers[index].otherLimits = [:]
        }
        emit("update", containers[index])
        return .success(.done)
    }

    mutating func connect(_ index: Int, _ network: String) -> Result<ActionOutcome, Failure> {
        guard networks.contains(network) else {
            return .failure(
                Failure(
                    .networkMissing, subject: network, "network \(network) is not there; create it",
                    cause: "network \(network) not found"))
        }
        if !containers[index].networks.contains(network) { containers[index].networks.append(network) }
        return .success(.done)
    }

    /// A container's program ends: by itself, by a signal, or with the machine.
    package mutating func end(_ id: String, code: Int, outOfMemory: Bool = false, at now: WallTime) {
        guard let index = containers.firstIndex(where: { $0.id == id }), containers[index].isAlive else { return }
        containers[index].state = .exited
        containers[index].exitCode = code
        containers[index].outOfMemory = outOfMemory
        containers[index].finishedAt = now
        emit("die", containers[index])
    }

    /// A container goes away, running or not.
    package mutating func discard(_ id: String) {
        guard let index = containers.firstIndex(where: { $0.id == id }) else { return }
        let container = containers.remove(at: index)
        if container.isAlive { emit("die", container) }
        emit("destroy", container)
    }
}
