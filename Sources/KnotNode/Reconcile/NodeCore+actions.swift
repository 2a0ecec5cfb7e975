import KnotModel
import KnotPlan
import KnotStore

/// Plans carried out, one step at a time.
extension NodeCore {
    /// How many plans of a key may succeed one after the other before it has to wait.
    private static let roundsWithoutWait = 5

    mutating func begin(
        _ key: ResourceKey, _ steps: [Step], of current: ObservedContainer? = nil, on kind: EngineKind, _ now: Moment
    ) {
        work[key, default: Work()].execution.errand = Execution.Errand(
            engine: kind, steps: steps, startedAt: now.uptime, current: current)
        perform(key, now)
    }

    private mutating func perform(_ key: ResourceKey, _ now: Moment) {
        guard let errand = work[key]?.execution.errand else { return }
        if errand.step.action.endsRun { callOffStartup(key, now) }
        if beginShutdown(key, errand, now) { return }
        if case .stopContainer(.id(let id), let grace) = errand.step.action {
            noteStop(key, id, grace: grace, on: errand.engine, now)
        }
        if case .removeContainer(.id(let container), _) = errand.step.action {
            work[key]?.execution.removing.insert(container)
        }
        var isPull = false
        if case .pullImage = errand.step.action { isPull = true }
        let id = inFlight.act(on: key, isPull: isPull)
        effects.append(.act(id, errand.engine, errand.step.action.resolved(created: errand.created)))
    }

    mutating func acted(_ id: ActionID, _ outcome: ActionOutcome, _ now: Moment) {
        guard let key = inFlight.answered(id), var entry = work[key], var errand = entry.execution.errand else {
            return
        }
        switch errand.step.action {
        case .pullImage:
            entry.execution.imageMissing = false
            entry.execution.imagePulled = true
            entry.execution.pull = nil
        case .createVolume where key.kind == .volume: entry.execution.isVolumeAdopted = true
        case .createContainer:
            entry.execution.imageMissing = false
            entry.execution.imagePulled = false
            // Another container: that the one before it kept exiting says nothing of it.
            entry.restarts.count = 0
        case .startContainer:
            entry.health.check = nil
            entry.retries.corrections = [:]
            if case .exited = errand.step.cause { entry.restarts.count += 1 }
        default: break
        }
        entry.retries.corrections[errand.step.action] = nil
        if case .created(let containerID) = outcome { errand.created = containerID }
        report(key, errand, .success(outcome), names: names(errand, entry), now)
        errand.index += 1
        errand.startedAt = now.uptime
        if errand.index < errand.steps.count, !entry.execution.isSuperseded, !isOutdated(errand) {
            entry.execution.errand = errand
            work[key] = entry
            if mayGoOn(key, errand, now) {
                perform(key, now)
                return
            }
            entry = work[key] ?? entry
        }
        finish(&entry, errand.engine)
        entry.retries.succeed()
        if case .exited = errand.steps.last?.cause {
            // It did start. How often that is tried is for the pause between restarts to say.
            entry.execution.rounds = 0
        } else {
            entry.execution.rounds += 1
        }
        if entry.execution.rounds > Self.roundsWithoutWait { slowDown(&entry, key, errand, now) }
        work[key] = entry
        ready.append(key)
    }

    /// Time has passed since the errand began, with a pull perhaps: whether its next step, where it brings the space
    /// closer to running, is still right, and has a place.
    private mutating func mayGoOn(_ key: ResourceKey, _ errand: Execution.Errand, _ now: Moment) -> Bool {
        switch errand.step.action {
        case .createContainer, .startContainer: break
        case .pullImage: return !lacksPullPlace(errand.step)
        default: return true
        }
        guard let record = store[key] else { return true }
        noteSuspension(record, nil, now)
        noteHold(record, now)
        return work[key]?.schedule.suspension == nil && work[key]?.dependencies.hold == nil
    }

    /// A pull takes its time: what is to be stopped or removed after it is looked at again first.
    private func isOutdated(_ errand: Execution.Errand) -> Bool {
        guard case .pullImage? = errand.steps[..<errand.index].last?.action else { return false }
        return errand.steps[errand.index...].contains { $0.action.endsRun }
    }

    /// The engine takes every step and yet nothing comes of it: a plan that never ends must not keep it busy.
    private mutating func slowDown(_ entry: inout Work, _ key: ResourceKey, _ errand: Execution.Errand, _ now: Moment) {
        let action = errand.steps.last?.action.description ?? ""
        let failure = Failure(
            .noEffect, subject: key.description,
            "\(errand.engine.rawValue) accepts '\(action)' and still shows what it showed before; "
                + "change what is asked for, or look at the engine's own log")
        if let step = errand.steps.last, noteFruitlessCorrection(&entry, step, failure) { return }
        entry.retries.lastError = failure
        entry.retries.failures = entry.execution.rounds - Self.roundsWithoutWait
        entry.retries.notBefore = now.uptime + Backoff.wait(attempt: entry.retries.failures + 3, using: &generator)
    }

    mutating func actFailed(_ id: ActionID, _ failure: Failure, _ now: Moment) {
        guard let key = inFlight.answered(id), var entry = work[key], let errand = entry.execution.errand else {
            return
        }
        var failure = failure
        let names = names(errand, entry)
        for (id, name) in names { failure = failure.naming(id, name) }
        failure = namingHolder(failure, key, errand)
        finish(&entry, errand.engine)
        entry.execution.pull = nil
        var isExpected = false
        if entry.execution.isSuperseded {
            // It was tried for what is no longer wanted, and says nothing of what is.
            report(key, errand, .failure(failure), names: names, now)
            isExpected = true
        } else if case .pullImage = errand.step.action {
            // The next try asks the engine first: somebody may have loaded the image by hand.
            entry.execution.imageMissing = false
        } else if failure.code == .imageMissing, !entry.execution.imageMissing {
            // One that was pulled for this and is gone again is pulled again, after a pause.
            isExpected = !entry.execution.imagePulled
            entry.execution.imageMissing = true
            entry.execution.imagePulled = false
        } else if noteFailedCorrection(&entry, errand.step, failure, now) {
            report(key, errand, .failure(failure), names: names, now)
            isExpected = true
        }
        if !isExpected {
            report(key, errand, .failure(failure), names: names, now)
            entry.retries.lastError = failure
            entry.retries.failures += 1
            let wait = Backoff.wait(attempt: entry.retries.failures, using: &generator)
            entry.retries.notBefore = now.uptime + wait
            entry.retries.isStuck = !failure.isRetryable
        }
        work[key] = entry
        ready.append(key)
    }

    /// The containers that an errand is about, by id, and what people call them.
    private func names(_ errand: Execution.Errand, _ entry: Work) -> [(id: String, name: String)] {
        var names = (entry.looks.views[errand.engine]?.snapshot.containers ?? []).map { (id: $0.id, name: $0.name) }
        for case .createContainer(let spec, _) in errand.steps.map(\.action) {
            if let created = errand.created { names.append((created, spec.name)) }
        }
        return names
    }

    /// Whatever was done or not: only a new look tells what is so now.
    func finish(_ entry: inout Work, _ kind: EngineKind) {
        entry.execution.errand = nil
        entry.looks.views[kind]?.isStale = true
    }

    mutating func progressed(_ id: ActionID, _ progress: PullProgress, _ now: Moment) {
        guard let key = inFlight.key(of: id), let known = work[key] else { return }
        func tenth(_ progress: PullProgress?) -> Int64 {
            guard let progress, progress.total > 0 else { return -1 }
            return progress.current * 10 / progress.total
        }
        let isNews = known.execution.pull?.stage != progress.stage || tenth(known.execution.pull) != tenth(progress)
        work[key]?.execution.pull = progress
        guard isNews, let record = store[key], let errand = known.execution.errand else { return }
        // The rest of the errand, over what was there when it began.
        var plan = Plan()
        if let placement = record.placement?.value, let view = known.looks.views[errand.engine] {
            plan = makePlan(record, placement, view.snapshot)
        }
        plan.steps = Array(errand.steps[errand.index...])
        report(record, .acting(plan), now)
    }

    private mutating func report(
        _ key: ResourceKey, _ errand: Execution.Errand, _ result: Result<ActionOutcome, Failure>,
        names: [(id: String, name: String)], _ now: Moment
    ) {
        let step = errand.step
        var fields = [
            "resource": key.description, "action": step.action.verb, "cause": step.cause.description,
            "duration_ms": String(now.uptime - errand.startedAt),
        ]
        switch result {
        case .failure(let failure):
            fields["error"] = failure.description
            log(.warning, "Action failed", fields)
            note(key, .warning, failure.code.reason, failure.description, now)
        case .success(.wasThere): log(.debug, "Action was done before", fields)
        case .success:
            log(.info, "Action done", fields)
            // A volume that the last look showed was made all the same.
            let done = step.cause == .stillThere ? Step(step.action, .vanished) : step
            let text = names.reduce("\(done)") { $0.naming($1.id, $1.name) }
            note(key, .normal, step.action.reason, text, now)
        }
    }
}

extension Action {
    /// The action with the container that an earlier step made in place of `.created`.
    fileprivate func resolved(created: String?) -> Action {
        guard let created, case .startContainer(.created) = self else { return self }
        return .startContainer(.id(created))
    }

    /// Whether it ends the run of this very container.
    func endsRun(of container: ObservedContainer?) -> Bool {
        switch self {
        case .stopContainer(.id(let id), _), .removeContainer(.id(let id), _): id == container?.id
        default: false
        }
    }

    /// Whether it ends the run of any.
    fileprivate var endsRun: Bool {
        switch self {
        case .stopContainer, .removeContainer: true
        default: false
        }
    }

    /// The reason of the event that tells it was done.
    fileprivate var reason: String {
        switch self {
        case .checkImage: "ImageFound"
        case .pullImage: "Pulled"
        case .createVolume: "VolumeCreated"
        case .removeVolume: "VolumeRemoved"
        case .createDirectory: "DirectoryMade"
        case .removeDirectory: "DirectoryRemoved"
        case .createContainer: "Created"
        case .startContainer: "Started"
        case .stopContainer: "Stopped"
        case .removeContainer: "Removed"
        case .unpauseContainer: "Unpaused"
        case .updateResources: "Updated"
        case .renameContainer: "Renamed"
        case .connectNetwork: "Connected"
        case .disconnectNetwork: "Disconnected"
        case .restoreSetting: "Restored"
        }
    }
}
