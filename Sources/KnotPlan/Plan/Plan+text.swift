import KnotModel

extension Plan {
    /// The plan for people and tests: a line for each step with its cause, then what waits and what drifted. Empty when
    /// settled.
    package var lines: [String] {
        var lines = steps.map(\.description)
        for difference in pending { lines.append("at next restart: \(difference)") }
        for difference in drift { lines.append("drifted: \(difference)") }
        for failure in uncorrected { lines.append("not put back: \(failure)") }
        if let blocked { lines.append("blocked: \(blocked)") }
        return lines
    }
}

extension Step: CustomStringConvertible {
    package var description: String {
        if case .createVolume(let name, _) = action, cause == .stillThere { return "keep volume \(name)" }
        return "\(action) because \(cause)"
    }
}

extension Action: CustomStringConvertible {
    package var description: String {
        switch self {
        case .checkImage(let reference): "check image \(reference)"
        case .pullImage(let reference, _): "pull image \(reference)"
        case .createVolume(let name, _): "create volume \(name)"
        case .removeVolume(let name): "remove volume \(name)"
        case .createDirectory(let path, _, _): "make directory \(path)"
        case .removeDirectory(let path, _): "remove directory \(path)"
        case .createContainer(let spec, _): "create container \(spec.name)"
        case .startContainer(.created): "start the new container"
        case .startContainer(let container): "start container \(container)"
        case .stopContainer(let container, let grace): "stop container \(container) within \(Span(milliseconds: grace))"
        case .removeContainer(let container, let force):
            "remove container \(container)" + (force ? " by force" : "")
        case .unpauseContainer(let container): "unpause container \(container)"
        case .updateResources(let container, let resources): "update container \(container) to \(resources)"
        case .renameContainer(let container, let name): "rename container \(container) to \(name)"
        case .connectNetwork(let container, let network): "connect container \(container) to \(network)"
        case .disconnectNetwork(let container, let network): "disconnect container \(container) from \(network)"
        case .restoreSetting(let container, let setting): "set container \(container) back to \(setting)"
        }
    }

    /// One word for logs and counters.
    package var verb: String {
        switch self {
        case .checkImage: "check_image"
        case .pullImage: "pull"
        case .createVolume: "create_volume"
        case .removeVolume: "remove_volume"
        case .createDirectory: "create_directory"
        case .removeDirectory: "remove_directory"
        case .createContainer: "create"
        case .startContainer: "start"
        case .stopContainer: "stop"
        case .removeContainer: "remove"
        case .unpauseContainer: "unpause"
        case .updateResources: "update"
        case .renameContainer: "rename"
        case .connectNetwork: "connect"
        case .disconnectNetwork: "disconnect"
        case .restoreSetting: "restore"
        }
    }
}

extension ContainerReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .id(let id): String(id.prefix(12))
        case .created: "(new)"
        }
    }
}

extension ContainerSpec.Resources: CustomStringConvertible {
    package var description: String {
        let memory = memory.map { "memory \(ByteCount(bytes: $0))" } ?? "unlimited memory"
        let cpus = nanoCPUs.map { "\(CPUCount(nanos: $0)) cpus" } ?? "unlimited cpus"
        return "\(memory), \(cpus)"
    }
}

extension Cause: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notThere: "it should run and nothing is there"
        case .neverStarted: "it was made but never started"
        case .wasStopped: "it was stopped and should run again"
        case .exited(let code): code.map { "it should run and exited with code \($0)" } ?? "it should run and exited"
        case .restartRequested: "a restart was asked for"
        case .stopRequested: "it should be stopped"
        case .deletionRequested: "its deletion was asked for"
        case .updateWhileDown: "its spec changed while it was not running"
        case .older(let uid): uid ? "it belongs to a deleted space of the same name" : "it is of an older placement"
        case .duplicate: "another container is the space already"
        case .placedElsewhere: "the space is placed elsewhere"
        case .unrecorded: "no resource of that name exists"
        case .broken: "the engine reports it dead"
        case .stuck(let state): "the engine has shown it as \(state.rawValue) for too long"
        case .unhealthy: "its health check fails"
        case .imageMissing: "the engine does not have the image"
        case .pullAlways: "the template says 'pull: always'"
        case .changed(let field): "\(field) changed on the space"
        case .drifted(let field): "\(field) was changed from outside"
        case .volumeDropped: "the template no longer names it and says 'prune_volumes: true'"
        case .stillThere: "it is there and stays"
        case .vanished: "somebody removed it"
        }
    }
}

extension FieldDifference: CustomStringConvertible {
    /// `container.image: "a" -> "b"`.
    package var description: String {
        func text(_ value: Value?) -> String {
            guard let value else { return "(none)" }
            if case .string(let text) = value { return "\"\(text)\"" }
            return value.description
        }
        return "\(path): \(text(before)) -> \(text(after))"
    }
}
