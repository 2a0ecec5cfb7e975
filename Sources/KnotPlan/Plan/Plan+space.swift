import KnotModel

extension Plan {
    /// The plan for a space: pure and total.
    ///
    /// | desired | observed | steps |
    /// |---|---|---|
    /// | running | nothing | pull if needed, create directories and volumes, create, start |
    /// | running | created, exited | create directories, start; the caller spaces repeats out |
    /// | running | running, hash equal | none |
    /// | running | running, hash differs | none; `pending` says what the next restart applies |
    /// | running | running, another image has its image's name now | none; `pending` names both image ids |
    /// | running, refused by policy or not to be rendered | running | none; `blocked` says why |
    /// | running | running, only resources set on the space differ | update in place |
    /// | running, restart asked for after it was made | any | fetch the image, then stop, remove, create, start |
    /// | the same, and the image cannot be had | running, edited from outside | none; `drift` says what the restart puts back |
    /// | the same, refused by policy or not to be rendered | any | as without; `blocked` says why |
    /// | running | never started, stopped by the node, crash-looping; spec or image differs | remove, create, start |
    /// | running | running, but its health check fails and asks for it | stop, start |
    /// | running | on its way to another state for long | stop, start; or removed by force |
    /// | running | paused, renamed, limits, networks, restart policy edited from outside | corrected, or only reported |
    /// | running | the same, and the engine cannot put it back | none; `drift` says that a restart does |
    /// | running, held | nothing, or not running | none; `blocked` says what it waits for |
    /// | stopped or deleted, held | anything | none; `blocked` says what it waits for |
    /// | stopped | anything | stop, remove; volumes and directories stay |
    /// | deleted | anything | stop, remove, remove volumes and directories unless kept |
    /// | elsewhere, unrecorded | anything | stop, remove; never volumes or directories |
    /// | any | being removed | none, until that takes long: then removed by force |
    ///
    /// Containers of an older uid or epoch, and duplicates, are stopped and removed first, whatever is desired.
    package init(_ desired: DesiredSpace, _ observed: ObservedSpace, _ memory: PlanMemory = PlanMemory()) {
        self.init()
        let mine = observed.containers.filter {
            $0.ownership.uid == desired.ownership.uid && $0.ownership.epoch == desired.ownership.epoch
        }
        switch desired.intent {
        case .elsewhere, .unrecorded:
            let cause: Cause = desired.intent == .elsewhere ? .placedElsewhere : .unrecorded
            for container in observed.containers { stopAndRemove(container, cause, memory) }
            return
        case .running, .stopped, .deleted:
            break
        }
        for container in observed.containers where !mine.contains(where: { $0.id == container.id }) {
            stopAndRemove(container, .older(uid: container.ownership.uid != desired.ownership.uid), memory)
        }
        let ranked = mine.sorted(by: Self.isBetter)
        for container in ranked.dropFirst() { stopAndRemove(container, .duplicate, memory) }
        current = ranked.first
        image = current.flatMap { Self.image(of: $0, observed) }
        imageVolumes = observed.volumes.compactMap { volume in volume.imagePlace.map { "\(volume.name):\($0)" } }
        switch desired.intent {
        case .running: run(desired, observed, memory)
        case .stopped where current != nil && desired.hold != nil, .deleted where current != nil && desired.hold != nil:
            blocked = desired.hold
        case .stopped:
            if let current { stopAndRemove(current, .stopRequested, memory) }
        case .deleted(let keepVolumes):
            if let current { stopAndRemove(current, .deletionRequested, memory) }
            if !keepVolumes {
                removeVolumes(desired, observed)
                removeDirectories(desired, observed)
            }
        case .elsewhere, .unrecorded: break
        }
    }

    private static func image(of container: ObservedContainer, _ observed: ObservedSpace) -> RunningImage? {
        guard let id = container.detail?.imageID, !id.isEmpty,
            let reference = container.ownership.spec["image"]?.string
        else { return nil }
        return RunningImage(
            reference: KeyedDigest.isIn(reference) ? FieldDifference.hidden : reference, id: id,
            digest: observed.images.first { $0.id == id }?.repoDigest)
    }

    /// Running first, then the newest, then by id: which of several containers is the space.
    private static func isBetter(_ a: ObservedContainer, _ b: ObservedContainer) -> Bool {
        if (a.state == .running) != (b.state == .running) { return a.state == .running }
        return (b.ownership.revision, b.id) < (a.ownership.revision, a.id)
    }

    private mutating func run(_ desired: DesiredSpace, _ observed: ObservedSpace, _ memory: PlanMemory) {
        guard let current else {
            make(desired, observed, memory, .notThere)
            return
        }
        if [.removing, .unknown, .restarting].contains(current.state) {
            if memory.stuck.contains(current.id) { unstick(current, desired, memory) }
            return
        }
        if let wanted = desired.ownership.restart,
            wanted > current.ownership.restart ?? Stamp(ticks: 0, node: NodeID(""))
        {
            replace(current, desired, observed, memory, .restartRequested)
            // What cannot be made again goes on as it was made.
            if blocked == nil { return }
        }
        switch current.state {
        case .running: settle(current, desired, observed, memory)
        case .paused:
            let paused = FieldDifference(path: "state", before: "running", after: "paused", effect: .live)
            correct([paused], by: .unpauseContainer(.id(current.id)), desired, memory)
        case .created, .exited:
            let isNew = current.detail.map { $0.startedAt == nil } ?? (current.state == .created)
            let wasStopped = memory.stopped.contains(current.id)
            if isNew || wasStopped || memory.crashLooping, refusal(of: current, desired) == nil,
                differs(current, desired) || newerImage(current, desired, observed) != nil
            {
                replace(current, desired, observed, memory, .updateWhileDown)
            } else if let hold = desired.hold {
                blocked = hold
            } else {
                notePending(current, desired, observed)
                let cause: Cause =
                    isNew ? .neverStarted : wasStopped ? .wasStopped : .exited(code: current.detail?.exitCode)
                if case .success(let rendered) = desired.rendered { makeDirectories(rendered, desired, cause) }
                steps.append(Step(.startContainer(.id(current.id)), cause))
            }
        case .dead: replace(current, desired, observed, memory, .broken)
        case .removing, .unknown, .restarting: break
        }
    }

    /// The engine has lost sight of the container, as one does that is killed while it stops or removes one: what cannot
    /// be started is removed by force and made anew.
    private mutating func unstick(
        _ container: ObservedContainer, _ desired: DesiredSpace, _ memory: PlanMemory
    ) {
        let reference = ContainerReference.id(container.id)
        guard container.state != .removing, !memory.isUnstoppable else {
            steps.append(Step(.removeContainer(reference, force: true), .stuck(state: container.state)))
            return
        }
        let grace = ContainerSpec.stopGrace(of: container.ownership.spec)
        steps.append(Step(.stopContainer(reference, grace: grace), .stuck(state: container.state)))
        if desired.hold == nil { steps.append(Step(.startContainer(reference), .stuck(state: container.state))) }
    }

    /// A running container: what waits for a restart, what changes in place, what drifted.
    private mutating func settle(
        _ container: ObservedContainer, _ desired: DesiredSpace, _ observed: ObservedSpace, _ memory: PlanMemory
    ) {
        // It runs on, as it was made; what is in the way now is in the way of a restart.
        blocked = refusal(of: container, desired)
        notePending(container, desired, observed)
        if memory.isUnwell {
            let reference = ContainerReference.id(container.id)
            let grace = ContainerSpec.stopGrace(of: container.ownership.spec)
            steps.append(Step(.stopContainer(reference, grace: grace), .unhealthy))
            steps.append(Step(.startContainer(reference), .unhealthy))
            return
        }
        guard let detail = container.detail else { return }
        checkDrift(container, detail, desired, memory)
        pruneVolumes(container, desired, observed)
    }

    private mutating func notePending(
        _ container: ObservedContainer, _ desired: DesiredSpace, _ observed: ObservedSpace
    ) {
        if differs(container, desired), case .success(let rendered) = desired.rendered {
            pending = rendered.differences(from: container.ownership)
        }
        if let newer = newerImage(container, desired, observed) {
            pending.append(.imageID(from: container.detail?.imageID ?? "", to: newer))
        }
    }

    /// The id of another image that the engine has by now under the name the container was made from, where the
    /// template still asks for that name.
    private func newerImage(
        _ container: ObservedContainer, _ desired: DesiredSpace, _ observed: ObservedSpace
    ) -> String? {
        guard case .success(let rendered) = desired.rendered,
            rendered.hasImage(of: container.ownership),
            let id = container.detail?.imageID, !id.isEmpty,
            let named = observed.images.named(rendered.container.image), named.id != id
        else { return nil }
        return named.id
    }

    private func differs(_ container: ObservedContainer, _ desired: DesiredSpace) -> Bool {
        guard case .success(let rendered) = desired.rendered else { return false }
        return rendered.differs(from: container.ownership)
    }

    /// Takes the container away and makes it anew, once the image is known to be there: what cannot be made again is
    /// left as it is.
    private mutating func replace(
        _ container: ObservedContainer, _ desired: DesiredSpace, _ observed: ObservedSpace, _ memory: PlanMemory,
        _ cause: Cause
    ) {
        if let refusal = refusal(of: container, desired) {
            blocked = refusal
            return
        }
        guard let rendered = makeable(desired, memory) else { return }
        let count = steps.count
        fetchImage(rendered, memory)
        if steps.count == count, !rendered.hasImage(of: container.ownership) {
            steps.append(Step(.checkImage(reference: rendered.container.image), cause))
        }
        stopAndRemove(container, cause, memory)
        create(rendered, desired, observed, cause)
        noteDrift(container, desired, memory)
    }

    private mutating func make(_ desired: DesiredSpace, _ observed: ObservedSpace, _ memory: PlanMemory, _ cause: Cause)
    {
        guard let rendered = makeable(desired, memory) else { return }
        fetchImage(rendered, memory)
        create(rendered, desired, observed, cause)
    }

    /// The rendered space; `nil`, with `blocked` set, when a container cannot be made of it.
    private mutating func makeable(_ desired: DesiredSpace, _ memory: PlanMemory) -> RenderedSpace? {
        if let hold = desired.hold {
            blocked = hold
            return nil
        }
        switch desired.rendered {
        case .failure(let failure):
            blocked = failure
            return nil
        case .success(let rendered) where memory.imageMissing && rendered.pull == .never:
            let image = rendered.container.image
            blocked = Failure(
                .imageMissing, subject: image,
                "the engine has no image '\(image)' and 'pull: never' forbids to fetch it; load it into the engine, or "
                    + "change the template's 'container.pull'")
            return nil
        case .success(let rendered):
            return rendered
        }
    }

    private mutating func fetchImage(_ rendered: RenderedSpace, _ memory: PlanMemory) {
        guard memory.imageMissing || (rendered.pull == .always && !memory.imagePulled) else { return }
        steps.append(
            Step(
                .pullImage(reference: rendered.container.image, auth: rendered.auth),
                memory.imageMissing ? .imageMissing : .pullAlways))
    }

    private mutating func create(
        _ rendered: RenderedSpace, _ desired: DesiredSpace, _ observed: ObservedSpace, _ cause: Cause
    ) {
        makeDirectories(rendered, desired, cause)
        var ownership = desired.ownership
        // Also those that the last look showed: one removed by hand meanwhile would be made without our labels.
        for volume in rendered.volumes {
            let isThere = observed.volumes.contains { $0.name == volume }
            steps.append(Step(.createVolume(name: volume, ownership: ownership), isThere ? .stillThere : cause))
        }
        for volume in desired.sharedVolumes {
            steps.append(Step(.createVolume(name: volume.name, ownership: volume.ownership), cause))
        }
        ownership.specHash = rendered.hash
        ownership.spec = rendered.fields
        var container = rendered.container
        container.resources = effectiveResources(desired, made: container.resources)
        steps.append(Step(.createContainer(container, ownership: ownership), cause))
        steps.append(Step(.startContainer(.created), cause))
    }
}
