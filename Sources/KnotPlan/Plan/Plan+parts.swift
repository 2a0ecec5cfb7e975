import KnotModel

extension Plan {
    /// Stops what runs, with its own grace, then removes it. Never its volumes.
    ///
    /// Force is for what cannot be removed otherwise and does not run: what is dead, and what has been on its way to
    /// another state for so long that the engine must have lost sight of it.
    mutating func stopAndRemove(_ container: ObservedContainer, _ cause: Cause, _ memory: PlanMemory) {
        let reference = ContainerReference.id(container.id)
        let isStuck = memory.stuck.contains(container.id)
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
    func effectiveResources(_ desired: DesiredSpace, made: ContainerSpec.Resources) -> ContainerSpec.Resources {
        ContainerSpec.Resources(
            memory: desired.overrides.memory ?? made.memory, nanoCPUs: desired.overrides.nanoCPUs ?? made.nanoCPUs)
    }

    /// With `prune_volumes`: removes volumes of the space that neither the template names nor the container mounts.
    mutating func pruneVolumes(_ container: ObservedContainer, _ desired: DesiredSpace, _ observed: ObservedSpace) {
        guard case .success(let rendered) = desired.rendered, rendered.prunesVolumes, steps.isEmpty else { return }
        let applied = AppliedFields(container.ownership, rendered)
        guard applied.knows("volumes") else { return }
        let mounted = Self.mountedVolumes(applied.fields)
        for volume in observed.volumes
        where volume.ownership.uid == desired.ownership.uid && !rendered.volumes.contains(volume.name)
            && !mounted.contains(volume.name) && volume.imagePlace == nil
        {
            steps.append(Step(.removeVolume(name: volume.name), .volumeDropped))
        }
    }

    /// Removes the volumes of a deleted space: those it made, and those it took up from a deleted space of its name.
    mutating func removeVolumes(_ desired: DesiredSpace, _ observed: ObservedSpace) {
        let rendered = try? desired.rendered.get()
        var used = Set(current.map { Self.mountedVolumes(AppliedFields($0.ownership, rendered).fields) } ?? [])
        if let rendered { used.formUnion(rendered.volumes) }
        for volume in observed.volumes
        where volume.ownership.uid == desired.ownership.uid || used.contains(volume.name) || volume.imagePlace != nil {
            steps.append(Step(.removeVolume(name: volume.name), .deletionRequested))
        }
    }

    /// The sources of what a container mounts, as far as its label tells.
    package static func mountedVolumes(of container: ObservedContainer, _ rendered: RenderedSpace?) -> [String] {
        mountedVolumes(AppliedFields(container.ownership, rendered).fields)
    }

    /// The sources of the mounts in a canonical field form.
    private static func mountedVolumes(_ applied: FieldMap) -> [String] {
        (applied["volumes"]?.list ?? []).compactMap { mount in
            mount.string.flatMap { $0.split(separator: ":").first.map(String.init) }
        }
    }
}
