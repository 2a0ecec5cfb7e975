import KnotModel
import KnotPlan
import KnotStore

/// One look at one key: compare what should be with what is, and begin what follows.
extension NodeCore {
    /// How many looks fail in a row before a space's status says that nothing is known.
    private static let looksUntilUnknown = 3
    /// Milliseconds for which a look is relied on when nothing is heard: an event may have been lost that tells of what
    /// a listing does not show, as limits and networks.
    private static let lookLife: Int64 = 300_000

    mutating func reconcile(_ key: ResourceKey, _ now: Moment) {
        expireShutdown(key, now)
        // Whoever is busy with the key puts it back into the queue when done.
        guard !inFlight.isBusy(key) else { return }
        // Present and unknown: nothing of it is touched.
        guard recovery.quarantine[key] == nil else {
            work[key] = nil
            return
        }
        work[key]?.execution.isSuperseded = false
        let record = store[key].flatMap { $0.isTombstone ? nil : $0 }
        for kind in strayEngines(of: key, record) {
            guard isLeftAlone(key, on: kind) else {
                cleanUp(key, on: kind, record, now)
                return
            }
            noteUnknown(key, work[key]?.looks.views[kind]?.snapshot.containers ?? [], now)
        }
        guard let record else {
            if !engines.keys.contains(where: { isLeftAlone(key, on: $0) }) { work[key] = nil }
            return
        }
        guard let placement = record.placement?.value else {
            placeOrWait(record, now)
            return
        }
        guard placement.node == configuration.node else { return }
        // After a start nothing is said of an engine that has not been tried yet: the status stays what it was.
        if engines[placement.engine] == nil, configuration.enginePreference.contains(placement.engine) { return }
        guard let engine = engines[placement.engine], engine.isUp else {
            report(record, .engineDown(engines[placement.engine]?.failure), now)
            return
        }
        guard let view = work[key]?.looks.views[placement.engine], !view.isStale, isRecent(view, now) else {
            if wait(key, until: work[key]?.looks.notBefore, now) {
                if work[key]?.looks.failures ?? 0 >= Self.looksUntilUnknown {
                    report(record, .engineDown(work[key]?.looks.failure), now)
                }
                return
            }
            if !isKnownToBeStopped(record, on: placement.engine) { look(key, placement.engine) }
            return
        }
        let mine = view.snapshot.containers.filter {
            $0.ownership.uid == record.uid && $0.ownership.epoch == placement.epoch
        }
        let running = mine.first { $0.state == .running }
        notePassing(key, view.snapshot.containers, now)
        noteSuspension(record, running ?? mine.first { [.paused, .restarting].contains($0.state) }, now)
        noteHold(record, now)
        noteStartup(record, running, now)
        noteHealth(record, running, on: placement.engine, now)
        noteEngineCheck(record, running, on: placement.engine, now)
        prepare(record)
        expireCorrections(key, now)
        let plan = makePlan(record, placement, view.snapshot, stuck(key, now))
        advance(record, placement, plan, view.snapshot, now)
    }

    /// Whether a look would show nothing to do, as of most spaces after a start: the space is to be stopped, its status says
    /// that it is, and nothing of it is in the engine's listing. While there is no listing it is waited for.
    private func isKnownToBeStopped(_ record: Record, on kind: EngineKind) -> Bool {
        guard work[record.key] == nil, record.key.kind == .space, intent(of: record) == .stopped,
            engines[kind]?.listed?[record.key] == nil, templateRecord(of: record) != nil,
            let status = latestStatus(record)
        else { return false }
        return status.phase == .stopped && status.observedRevision == record.revision
            && status.node == configuration.node && status.lastError == nil && status.nextTry == nil
    }

    /// The engines, other than the one the key is placed on, that still show containers of it.
    private func strayEngines(of key: ResourceKey, _ record: Record?) -> [EngineKind] {
        let placement = record?.placement?.value
        let target = placement?.node == configuration.node ? placement?.engine : nil
        return engines.keys.sorted().filter { kind in
            kind != target && engines[kind]?.isUp == true && !(engines[kind]?.listed?[key] ?? []).isEmpty
        }
    }

    /// Removes containers where they no longer belong. Never their volumes.
    private mutating func cleanUp(_ key: ResourceKey, on kind: EngineKind, _ record: Record?, _ now: Moment) {
        guard let view = work[key]?.looks.views[kind], !view.isStale else {
            if wait(key, until: work[key]?.looks.notBefore, now) { return }
            look(key, kind)
            return
        }
        let ownership = Ownership(
            cluster: configuration.cluster, node: configuration.node, key: key, uid: record?.uid ?? UID(""), epoch: 0,
            revision: record?.revision ?? Stamp(ticks: 0, node: configuration.node))
        let missing = Failure(.notFound, subject: key.description, "nothing should run here")
        let desired = DesiredSpace(
            ownership: ownership, intent: record == nil ? .unrecorded : .elsewhere, rendered: .failure(missing))
        let unknown = view.snapshot.containers.filter { doubt($0.ownership) != nil }
        noteUnknown(key, unknown, now)
        let known = view.snapshot.containers.filter { doubt($0.ownership) == nil }
        notePassing(key, known, now)
        let plan = Plan(desired, ObservedSpace(containers: known), PlanMemory(stuck: stuck(key, now)))
        guard !plan.isEmpty else {
            // All that may be ended is on its way already.
            followPassing(key, now)
            return
        }
        if wait(key, until: work[key]?.retries.notBefore, now) || !takeTurn(key, now) { return }
        begin(key, plan.steps, on: kind, now)
    }

    private mutating func placeOrWait(_ record: Record, _ now: Moment) {
        guard placements[record.key] == nil, isPlacedHere(record.key) else { return }
        if record.isDeleting {
            report(record, .gone, now)
            return
        }
        do throws(Failure) {
            let template = record.space.template
                .flatMap { store[ResourceKey(.template, name: $0)] }?.manifest
            placements[record.key] = try choosePlace(record, template: template)
        } catch {
            report(record, .unplaced(error), now)
        }
    }

    /// Whether it is the key's turn to begin a plan; if not, it is put back into the queue when it is.
    private mutating func takeTurn(_ key: ResourceKey, _ now: Moment) -> Bool {
        let turn = work[key]?.execution.turn ?? bucket.take(at: now.uptime)
        work[key, default: Work()].execution.turn = turn
        if wait(key, until: turn, now) { return false }
        work[key]?.execution.turn = nil
        return true
    }

    /// Whether the key must wait still; it is then put back into the queue at that time.
    private mutating func wait(_ key: ResourceKey, until time: Uptime?, _ now: Moment) -> Bool {
        guard let time, time > now.uptime else { return false }
        timers.schedule(key, at: time)
        return true
    }

    private func isRecent(_ view: Looks.View, _ now: Moment) -> Bool {
        view.snapshot.containers.isEmpty || now.uptime - view.takenAt < Self.lookLife
    }

    private mutating func look(_ key: ResourceKey, _ kind: EngineKind) {
        work[key, default: Work()].looks.isHinted = false
        effects.append(.observe(inFlight.look(at: key, on: kind), kind, .key(key)))
    }

    mutating func looked(
        _ key: ResourceKey, _ kind: EngineKind, _ result: Result<EngineSnapshot, Failure>, _ now: Moment
    ) {
        guard var entry = work[key] else { return }
        switch result {
        case .success(let snapshot):
            learn(snapshot.containers, now)
            let before = entry.looks.views[kind]?.snapshot.containers.map(\.state)
            if before != snapshot.containers.map(\.state) { wakeNeighbours(of: key) }
            noteGone(key, entry, kind, snapshot, now)
            entry.execution.removing.formIntersection(snapshot.containers.map(\.id))
            entry.execution.expireStops(snapshot.containers, now)
            entry.looks.views[kind] = Looks.View(snapshot: snapshot, takenAt: now.uptime, isStale: entry.looks.isHinted)
            entry.looks.wipeFailures()
            if !snapshot.volumes.isEmpty { entry.execution.isVolumeAdopted = false }
            if snapshot.containers.isEmpty { engines[kind]?.listed?[key] = nil }
        case .failure(let failure):
            entry.looks.failure = failure
            entry.looks.failures += 1
            entry.looks.notBefore = now.uptime + Backoff.wait(attempt: entry.looks.failures, using: &generator)
        }
        work[key] = entry
        ready.append(key)
    }

    /// Tells of containers that were there at the look before, and that this node did not remove.
    private mutating func noteGone(
        _ key: ResourceKey, _ entry: Work, _ kind: EngineKind, _ snapshot: EngineSnapshot, _ now: Moment
    ) {
        guard let record = store[key], !record.isTombstone else { return }
        let left = Set(snapshot.containers.map(\.id)).union(entry.execution.removing)
        for container in entry.looks.views[kind]?.snapshot.containers ?? []
        where container.ownership.uid == record.uid && !left.contains(container.id) {
            note(
                key, .warning, "ContainerGone",
                "container \(container.name) is gone from \(kind.rawValue), and knot did not remove it", now)
        }
    }

    /// What should be done, from the record, its template and one snapshot.
    func makePlan(
        _ record: Record, _ placement: Placement, _ snapshot: EngineSnapshot, _ stuck: Set<String> = []
    ) -> Plan {
        guarded(unguardedPlan(record, placement, snapshot, stuck), record, snapshot)
    }

    private func unguardedPlan(
        _ record: Record, _ placement: Placement, _ snapshot: EngineSnapshot, _ stuck: Set<String>
    ) -> Plan {
        let entry = work[record.key] ?? Work()
        let desired = desire(record, placement)
        guard record.key.kind == .space else {
            if desired.intent == .running, entry.execution.isVolumeAdopted { return Plan() }
            return Plan(
                volume: record.manifest, intent: desired.intent, ownership: desired.ownership,
                observed: snapshot.volumes)
        }
        return Plan(
            desired,
            ObservedSpace(
                containers: snapshot.containers, volumes: snapshot.volumes,
                images: snapshot.images,
                directories: snapshot.directories),
            PlanMemory(
                imageMissing: entry.execution.imageMissing, imagePulled: entry.execution.imagePulled,
                crashLooping: entry.restarts.count >= Restarts.loop,
                isUnwell: isUnwell(entry.health.check) || isUnwellByEngine(record, snapshot), stuck: stuck,
                isUnstoppable: entry.retries.failures >= 3,
                stopped: stopped(record, snapshot), failedCorrections: entry.retries.failedCorrections))
    }

    private mutating func advance(
        _ record: Record, _ placement: Placement, _ plan: Plan, _ snapshot: EngineSnapshot, _ now: Moment
    ) {
        let key = record.key
        let isStop = plan.steps.contains { $0.action.endsRun(of: plan.current) }
        // A restart may fail before it comes to its stop, again and again: what runs meanwhile runs with its script.
        let stopsNow = plan.steps.first?.action.endsRun(of: plan.current) == true
        if !stopsNow, plan.current?.state == .running, intent(of: record) == .running {
            beginStartup(record, plan.current, on: placement.engine, now)
        }
        guard let first = plan.steps.first else {
            if let blocked = plan.blocked, blocked.code == .imageMissing, expectImage(key, blocked, now) { return }
            settle(record, plan, snapshot, now)
            return
        }
        if work[key]?.retries.isStuck == true {
            report(record, .waiting(plan), now)
            return
        }
        if case .exited = first.cause { noteExit(key, plan.current, now) }
        var due = work[key]?.retries.notBefore
        if case .exited = first.cause, let start = work[key]?.restarts.notBefore { due = max(due ?? start, start) }
        if wait(key, until: due, now) {
            report(record, .waiting(plan), now)
            return
        }
        let lacksPlace = isStop && needsShutdown(record, plan.current) != nil && isFull(.shutdown)
        let isMounted = isMounted(first, on: placement.engine)
        if lacksPlace || isMounted || lacksPullPlace(first) {
            // A volume is removed by its name: meanwhile another may come to have it.
            if isMounted { work[key]?.looks.views[placement.engine]?.isStale = true }
            timers.schedule(key, at: now.uptime + 250)
            report(record, .waiting(plan), now)
            return
        }
        guard takeTurn(key, now) else { return }
        begin(key, plan.steps, of: plan.current, on: placement.engine, now)
        report(record, .acting(plan), now)
    }

    /// Whether the step is a pull, and so many are under way that others would have to wait for them.
    func lacksPullPlace(_ step: Step) -> Bool {
        guard case .pullImage = step.action else { return false }
        return inFlight.pulls >= max(1, configuration.parallelism / 2)
    }

    /// Whether the step removes a volume that a container has which is being made right now: the engine would make it
    /// again, as nobody's.
    private func isMounted(_ step: Step, on kind: EngineKind) -> Bool {
        guard case .removeVolume(let volume) = step.action else { return false }
        return work.values.contains { entry in
            guard let errand = entry.execution.errand, errand.engine == kind else { return false }
            return errand.steps[errand.index...].contains { step in
                guard case .createContainer(let spec, _) = step.action else { return false }
                return spec.mounts.contains { $0.source == .volume(volume) }
            }
        }
    }

    /// Somebody may load an image that must not be pulled: after a growing pause the engine is asked for it again.
    /// True when that is now.
    private mutating func expectImage(_ key: ResourceKey, _ blocked: Failure, _ now: Moment) -> Bool {
        guard var entry = work[key] else { return false }
        entry.retries.lastError = blocked
        if entry.retries.notBefore == nil {
            entry.retries.failures += 1
            entry.retries.notBefore = now.uptime + Backoff.wait(attempt: entry.retries.failures, using: &generator)
        }
        let isDue = !wait(key, until: entry.retries.notBefore, now)
        if isDue {
            entry.execution.imageMissing = false
            entry.retries.notBefore = nil
            ready.append(key)
        }
        work[key] = entry
        return isDue
    }

    /// Nothing is left to do for now.
    private mutating func settle(_ record: Record, _ plan: Plan, _ snapshot: EngineSnapshot, _ now: Moment) {
        let key = record.key
        work[key]?.execution.rounds = 0
        if plan.blocked == nil {
            work[key]?.retries.succeed()
        }
        if record.isDeleting, snapshot.containers.isEmpty, plan.blocked == nil {
            report(record, .gone, now)
            return
        }
        if followPassing(key, now) {
            report(record, .passing(plan), now)
            return
        }
        forgiveRestarts(key, plan.current, now)
        if let engine = record.placement?.value.engine, let taken = work[key]?.looks.views[engine]?.takenAt,
            !snapshot.containers.isEmpty
        {
            timers.schedule(key, at: taken + Self.lookLife)
        }
        report(record, .settled(plan), now)
    }

    /// Works out when the next start after an exit is due, once for each exit.
    private mutating func noteExit(_ key: ResourceKey, _ container: ObservedContainer?, _ now: Moment) {
        guard var entry = work[key], let container else { return }
        let exit = Restarts.Exit(containerID: container.id, finishedAt: container.detail?.finishedAt)
        guard entry.restarts.exit != exit else { return }
        entry.restarts.exit = exit
        if Self.ranWell(container.detail, until: container.detail?.finishedAt) { entry.restarts.count = 0 }
        let delay = entry.restarts.count == 0 ? 0 : Backoff.wait(attempt: entry.restarts.count, using: &generator)
        entry.restarts.notBefore = now.uptime + delay
        work[key] = entry
        guard let detail = container.detail else { return }
        let run = LastRun(
            exitCode: detail.exitCode, outOfMemory: detail.outOfMemory, memoryLimit: detail.resources.memory,
            startedAt: detail.startedAt, finishedAt: detail.finishedAt)
        note(key, .warning, run.reason, "container \(container.name) \(run.text)", now)
    }

    /// Restarts are forgotten once the space has run well for a minute.
    private mutating func forgiveRestarts(_ key: ResourceKey, _ container: ObservedContainer?, _ now: Moment) {
        guard let restarts = work[key]?.restarts.count, restarts > 0, let container, container.state == .running else {
            work[key]?.restarts.run = nil
            return
        }
        // By this node's own clock: the engine's may be another.
        var run = Restarts.Run(
            containerID: container.id, startedAt: container.detail?.startedAt, since: now.uptime)
        if let known = work[key]?.restarts.run, known.containerID == run.containerID, known.startedAt == run.startedAt {
            run = known
        }
        work[key]?.restarts.run = run
        if now.uptime - run.since >= 60_000 {
            work[key]?.restarts.count = 0
            work[key]?.restarts.run = nil
        } else {
            let left = work[key]?.restarts.unsteadiness(container, at: now) ?? 60_000
            timers.schedule(key, at: min(run.since + 60_000, now.uptime + left))
        }
    }

    private static func ranWell(_ detail: ObservedContainer.Detail?, until end: WallTime?) -> Bool {
        guard let start = detail?.startedAt, let end else { return false }
        return end.milliseconds - start.milliseconds >= 60_000
    }
}
