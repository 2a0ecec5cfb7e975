import KnotModel

extension Plan {
    /// Stops what runs, with its own grace, then removes it. Never its volumes.
    ///
    /// Force is for what cannot be removed otherwise and does not run: what is dead, and what has been on its way to
    /// another state for so long that the engine must have lost sight of it.
    mutating func stopAndRemove(_ container: ObservedContainer, _ cause: Cause, _ observed: ObservedSpace) {
        let reference = ContainerReference.id(container.id)
        let isStuck = observed.stuck.contains(container.id)
        switch container.state {
        case .removing where !isStuck: return
        case .removing,
            .unknown where isStuck, .dead:
            steps.append(Step(.removeContainer(reference, force: true), cause))
            return
        case .paused:
            steps.append(Step(.unpauseContainer(reference), cause))
            fallthrough
        case .running, .restarting, .unknown:
            let grace = ContainerSpec.stopGrace(of: container.ownership.spec)
            steps.append(Step(.stopContainer(reference, grace: grace), cause))
        case .created, .exited: break
        }
        steps.append(Step(.removeContainer(reference, force: false), cause))
    }

    /// What the container should have: set on the space, else what it was made with.
    func effectiveResources(_ desired: DesiredSpace, applied: FieldMap) -> ContainerSpec.Resources {
        let made = ContainerSpec.resources(of: applied)
        return ContainerSpec.Resources(
            memory: desired.overrides.memory ?? made.memory, nanoCPUs: desired.overrides.nanoCPUs ?? made.nanoCPUs)
    }

    mutating func checkResources(
        _ container: ObservedContainer, _ detail: ObservedContainer.Detail, _ desired: DesiredSpace, _ applied: FieldMap
    ) {
        let wanted = effectiveResources(desired, applied: applied)
        let seen = detail.resources
        let isMemoryOff = !Self.isClose(seen.memory, wanted.memory, within: Self.memoryGrain)
        let areCPUsOff = !Self.isClose(seen.nanoCPUs, wanted.nanoCPUs, within: Self.processorGrain)
        guard isMemoryOff || areCPUsOff else { return }
        func size(_ bytes: Int64?) -> Value? { bytes.map { .string(ByteCount(bytes: $0).description) } }
        func count(_ nanos: Int64?) -> Value? { nanos.map { .string(CPUCount(nanos: $0).description) } }
        var found: [FieldDifference] = []
        if isMemoryOff {
            found.append(.init(path: "memory", before: size(wanted.memory), after: size(seen.memory), effect: .live))
        }
        if areCPUsOff {
            found.append(
                .init(path: "cpus", before: count(wanted.nanoCPUs), after: count(seen.nanoCPUs), effect: .live))
        }
        let field = found.map(\.path).joined(separator: " and ")
        if desired.isObserved {
            drift += found
            correct(desired, .updateResources(.id(container.id), wanted), field: field)
        } else {
            steps.append(Step(.updateResources(.id(container.id), wanted), .changed(field: field)))
        }
    }

    /// Engines round limits: memory down to a page, processors to the microsecond of a 100 ms period.
    private static let memoryGrain: Int64 = 4_096
    private static let processorGrain: Int64 = 10_000

    private static func isClose(_ a: Int64?, _ b: Int64?, within grain: Int64) -> Bool {
        guard let a, let b else { return a == b }
        return abs(a - b) < grain
    }

    mutating func checkName(_ container: ObservedContainer, _ desired: DesiredSpace, _ applied: FieldMap) {
        guard let name = applied["container_name"]?.string, name != container.name else { return }
        drift.append(
            .init(path: "container_name", before: .string(name), after: .string(container.name), effect: .live))
        correct(desired, .renameContainer(.id(container.id), to: name), field: "container_name")
    }

    /// Compares with the networks the container was made with. Without a named network the engine chose one itself, so
    /// only further ones count.
    mutating func checkNetworks(
        _ container: ObservedContainer, _ detail: ObservedContainer.Detail, _ desired: DesiredSpace, _ applied: FieldMap
    ) {
        let main = applied["network"]?.string
        if main == "host" || main == "none" || main?.hasPrefix("container:") == true { return }
        let further = (applied["networks"]?.list ?? []).compactMap(\.string)
        let chosenByEngine = main == nil || main == "bridge"
        let expected = Set(further + (chosenByEngine ? [] : [main ?? ""]))
        for network in expected.subtracting(detail.networks).sorted() {
            drift.append(.init(path: "networks", before: .string(network), after: nil, effect: .live))
            correct(desired, .connectNetwork(.id(container.id), network: network), field: "networks")
        }
        let builtIn: Set = ["bridge", "podman", "host", "none"]
        for network in detail.networks where !expected.contains(network) {
            if chosenByEngine, builtIn.contains(network) { continue }
            drift.append(.init(path: "networks", before: nil, after: .string(network), effect: .live))
            correct(desired, .disconnectNetwork(.id(container.id), network: network), field: "networks")
        }
    }

    /// With `prune_volumes`: removes volumes of the space that neither the template names nor the container mounts.
    mutating func pruneVolumes(_ container: ObservedContainer, _ desired: DesiredSpace, _ observed: ObservedSpace) {
        guard case .success(let rendered) = desired.rendered, rendered.prunesVolumes, steps.isEmpty else { return }
        let mounted = Self.mountedVolumes(container.ownership.spec)
        for volume in observed.volumes
        where volume.ownership.uid == desired.ownership.uid && !rendered.volumes.contains(volume.name)
            && !mounted.contains(volume.name)
        {
            steps.append(Step(.removeVolume(name: volume.name), .volumeDropped))
        }
    }

    /// Removes the volumes of a deleted space: those it made, and those it took up from a deleted space of its name.
    mutating func removeVolumes(_ desired: DesiredSpace, _ observed: ObservedSpace) {
        var used = Set(current.map { Self.mountedVolumes($0.ownership.spec) } ?? [])
        if case .success(let rendered) = desired.rendered { used.formUnion(rendered.volumes) }
        for volume in observed.volumes
        where volume.ownership.uid == desired.ownership.uid || used.contains(volume.name) {
            steps.append(Step(.removeVolume(name: volume.name), .deletionRequested))
        }
    }

    /// The sources of the mounts in a canonical field form.
    private static func mountedVolumes(_ applied: FieldMap) -> [String] {
        (applied["volumes"]?.list ?? []).compactMap { mount in
            mount.string.flatMap { $0.split(separator: ":").first.map(String.init) }
        }
    }

    mutating func correct(_ desired: DesiredSpace, _ action: Action, field: String) {
        guard desired.drift == .correct else { return }
        steps.append(Step(action, .drifted(field: field)))
    }
}
