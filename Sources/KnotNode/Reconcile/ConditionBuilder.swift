import KnotModel
import KnotPlan

/// Works out the conditions of a status: a pure function, one case for each thing a person may want to know.
struct ConditionBuilder {
    let record: Record
    let known: Status?
    let status: Status
    let work: Work
    let intentRuns: Bool
    let names: NodeNames
    let finding: Finding
    let now: Moment

    var conditions: [Condition] {
        if status.phase == .gone { return [] }
        if record.key.kind == .volume { return [accepted, placed, degraded].compactMap { $0 } }
        return [
            accepted, placed, image, volumes, running, ready, suspended, updatePending, drifted, degraded,
        ].compactMap { $0 }
    }

    private var plan: Plan? {
        switch finding {
        case .acting(let plan), .waiting(let plan), .settled(let plan), .passing(let plan): plan
        default: nil
        }
    }

    private var failure: Failure? { status.lastError }

    private func make(
        _ topic: Condition.Topic, _ state: Condition.State, _ reason: String, _ message: String = ""
    ) -> Condition {
        let before = known?.condition(topic)
        let since = before?.state == state ? before?.since ?? now.wall : now.wall
        return Condition(topic, state, reason: reason, message: message, since: since)
    }

    private var accepted: Condition {
        if let failure,
            [.templateMissing, .variableMissing, .volumeMissing, .invalid, .refusedByPolicy].contains(failure.code)
        {
            let runsOn =
                plan?.current?.state == .running && intentRuns
                ? "it runs on as it was made, but could not be made again: " : ""
            return make(.accepted, .no, failure.code.reason, runsOn + failure.description)
        }
        return make(.accepted, .yes, "Valid")
    }

    private var placed: Condition {
        if case .unplaced(let failure) = finding { return make(.placed, .no, failure.code.reason, failure.description) }
        guard let place = record.placement?.value else {
            return make(.placed, .no, "Placing", "no node has been chosen for it yet")
        }
        return make(.placed, .yes, "Placed", "on \(names[place.node]) with \(place.engine.rawValue)")
    }

    private var image: Condition? {
        guard intentRuns else { return nil }
        if case .pullImage(let reference, _)? = plan?.steps.first?.action, case .acting = finding {
            var message = "pulling \(reference)"
            if let pull = work.execution.pull {
                message += ": \(pull.stage)"
                if pull.total > 0 { message += " \(pull.current * 10 / pull.total * 10)%" }
            }
            return make(.imageReady, .no, "Pulling", message)
        }
        if case .pullImage(let reference, _)? = plan?.steps.first?.action, case .waiting = finding, failure == nil {
            return make(
                .imageReady, .no, "Pulling", "\(reference) is pulled next; enough others are being pulled on the node")
        }
        if let failure, [.imageMissing, .pullDenied, .registryUnreachable].contains(failure.code) {
            return make(.imageReady, .no, failure.code.reason, failure.description)
        }
        return status.containerID == nil ? nil : make(.imageReady, .yes, "Present")
    }

    private var volumes: Condition? {
        if let failure, [.volumeMissing, .volumeInUse, .directoryFailed].contains(failure.code) {
            return make(.volumesReady, .no, failure.code.reason, failure.description)
        }
        return status.containerID == nil ? nil : make(.volumesReady, .yes, "Ready")
    }

    private var running: Condition {
        if case .engineDown(let failure) = finding {
            return make(.running, .unknown, "EngineDown", failure?.description ?? "the engine does not answer")
        }
        switch plan?.current?.state {
        case .running?: return make(.running, .yes, "Running")
        case .paused?:
            return make(
                .running, .no, "Paused", "the container was paused from outside; unpause it, or say 'drift: correct'")
        case .exited?:
            guard intentRuns else { return resting }
            // Why it is not started again says more than how it ended.
            if let failure { return make(.running, .no, failure.code.reason, failure.description) }
            return exited
        default:
            if !intentRuns { return resting }
            if let failure { return make(.running, .no, failure.code.reason, failure.description) }
            if status.phase == .pulling { return make(.running, .no, "Pulling", "its image has to be pulled first") }
            return make(.running, .no, "Starting", "its container is being made or started")
        }
    }

    private var resting: Condition {
        let why = work.schedule.suspension?.message ?? (record.isDeleting ? "it is being deleted" : "it should not run")
        return make(.running, .no, status.phase == .stopped ? "Stopped" : "Stopping", why)
    }

    private var exited: Condition {
        guard let run = status.lastRun else { return make(.running, .no, "Exited", "the container exited") }
        let isLoop = status.restarts >= Restarts.loop && !run.outOfMemory
        var message = "container \(plan?.current?.name ?? record.key.name) \(run.text)"
        if let again = status.startedAgain { message += "; it \(again)" }
        if let next = status.nextTry { message += "; the next try is at \(next.timeOfDay)" }
        return make(
            .running, .no, isLoop ? "CrashLoop" : run.reason,
            message + "; 'knot space logs \(record.key.name)' shows what it said")
    }

    private var ready: Condition {
        let running = running
        guard running.state == .yes else {
            return make(.ready, running.state == .unknown ? .unknown : .no, running.reason, running.message)
        }
        if work.restarts.isUnsteady(plan?.current, at: now) {
            let last = status.lastRun.map { "; before, container \(plan?.current?.name ?? "") \($0.text)" } ?? ""
            let due = "counts as ready once it has run for \(Span(milliseconds: Restarts.steadiness))"
            let all = [status.startedAgain, due].compactMap { $0 }.joined(separator: ", and ")
            return make(.ready, .no, "CrashLoop", "it " + all + last)
        }
        guard intentRuns else { return make(.ready, .no, "Stopping") }
        if let startup = status.startup {
            switch startup.state {
            case .waiting, .running:
                return make(.ready, .no, "StartupScriptRunning", "its start-up script has not ended yet")
            case .failed:
                return make(
                    .ready, .no, "StartupScriptFailed",
                    "\(startup.message); 'knot space logs \(record.key.name) --hook startup' shows what it wrote, and "
                        + "'knot space restart \(record.key.name)' tries it again")
            case .done: break
            }
        }
        switch plan?.current?.detail?.health {
        case .starting?: return make(.ready, .no, "HealthStarting", "the health check has not passed yet")
        case .unhealthy?:
            return make(
                .ready, .no, "Unhealthy",
                "the engine's health check fails; 'knot space logs \(record.key.name)' shows what the space said")
        default: break
        }
        guard let health = work.health.check else { return make(.ready, .yes, "Ready") }
        let last = health.lastFailure.map { ": \($0)" } ?? ""
        switch health.verdict {
        case .well: return make(.ready, .yes, "Ready")
        case .starting: return make(.ready, .no, "HealthStarting", "the health check has not passed yet" + last)
        case .unwell: return make(.ready, .no, "Unhealthy", "the health check fails" + last)
        }
    }

    /// Nothing new is said of it while the engine cannot be asked: the end of `max_uptime` is remembered here.
    private var suspended: Condition? {
        switch finding {
        case .acting, .waiting, .settled, .passing:
            return work.schedule.suspension.map { make(.suspended, .yes, $0.reason.rawValue, $0.message) }
        case .unplaced, .engineDown, .gone:
            return known?.condition(.suspended)
        }
    }

    private var updatePending: Condition? {
        guard !status.pending.isEmpty else { return nil }
        let fields = status.pending.map(\.path).filter { $0 != FieldDifference.imageIDPath }
        var sayings: [String] = []
        if !fields.isEmpty {
            sayings.append("\(fields.firstFive) changed")
        }
        if fields.count < status.pending.count {
            sayings.append("the engine has another image named \(status.image?.reference ?? "so") by now")
        }
        return make(
            .updatePending, .yes, fields.isEmpty ? "ImageChanged" : "UpdatePending",
            "\(sayings.joined(separator: ", and ")); 'knot space restart \(record.key.name)' applies it")
    }

    private var drifted: Condition? {
        guard !status.drift.isEmpty else { return nil }
        var text = status.drift.map(\.description).joined(separator: "; ")
        guard let plan else {
            let last = known?.condition(.drifted)
            return make(.drifted, .yes, last?.reason ?? "Drifted", last?.message ?? text)
        }
        var reason = "Drifted"
        if status.drift.contains(where: { $0.effect == .restart }) {
            reason = "RestartNeeded"
            text += "; 'knot space restart \(record.key.name)' puts it back"
        }
        if let failure = plan.uncorrected.first {
            reason = failure.code.reason
            text += ": " + plan.uncorrected.map(\.description).joined(separator: "; ")
        }
        return make(.drifted, .yes, reason, text)
    }

    private var degraded: Condition? {
        guard let failure, failure.code != .dependencyNotReady else { return nil }
        if work.retries.failures >= Backoff.quarantine {
            return make(
                .degraded, .yes, "Quarantined",
                "it failed \(work.retries.failures) times in a row and is now tried every 5 minutes only; a change of the space or "
                    + "its template is tried at once: \(failure)")
        }
        return make(.degraded, .yes, failure.code.reason, failure.description)
    }
}
