import KnotModel
import KnotPlan

/// Works out a status: a pure function of the record, what is kept in mind of it, and the finding.
struct StatusBuilder {
    let record: Record
    let known: Status?
    let work: Work
    let intentRuns: Bool
    let node: NodeID
    let names: NodeNames
    let now: Moment

    func status(_ finding: Finding) -> Status {
        var status =
            known ?? Status(uid: record.uid, node: node, phase: .pending, observedRevision: Stamp(ticks: 0, node: node))
        status.node = node
        status.engine = record.placement?.value.engine
        status.restarts = work.restarts.count
        status.nextTry = nil
        status.lastError = work.retries.lastError
        switch finding {
        case .unplaced(let failure):
            status.phase = .pending
            status.lastError = failure
        case .engineDown(let failure):
            status.phase = record.isDeleting ? .deleting : .unknown
            status.lastError = failure ?? Self.noAnswer(record.placement?.value.engine)
        case .acting(let plan):
            status.phase = phase(acting: plan)
            takeOver(plan, &status)
            if plan.steps.contains(where: { $0.action.endsRun(of: plan.current) }),
                [.running, .paused, .restarting].contains(plan.current?.state)
            {
                status.endedRun = plan.current?.detail?.startedAt
            }
            // The end of its uptime is remembered as one of this very revision.
            if work.schedule.suspension != nil, !record.isDeleting { status.observedRevision = record.revision }
        case .waiting(let plan):
            status.phase = phase(waiting: plan)
            takeOver(plan, &status)
            if work.retries.isStuck {
                status.observedRevision = record.revision
            } else {
                status.nextTry = nextTry(of: plan)
            }
        case .passing(let plan):
            status.phase = record.isDeleting ? .deleting : intentRuns ? .starting : .stopping
            takeOver(plan, &status)
        case .settled(let plan):
            status.phase = phase(settled: plan)
            status.observedRevision = record.revision
            if let blocked = plan.blocked { status.lastError = blocked }
            if plan.blocked?.code == .imageMissing { status.nextTry = nextTry(of: plan) }
            takeOver(plan, &status)
        case .gone:
            status.phase = .gone
            status.observedRevision = record.revision
            takeOver(Plan(), &status)
        }
        if record.isDeleting, status.phase != .gone, status.lastError == nil, status.observedRevision == record.revision
        {
            // Said too early: from a look that showed nothing, before one that shows more.
            status.observedRevision = Stamp(ticks: 0, node: node)
        }
        status.conditions =
            ConditionBuilder(
                record: record, known: known, status: status, work: work, intentRuns: intentRuns, names: names,
                finding: finding, now: now
            ).conditions
        return status
    }

    private static func noAnswer(_ engine: EngineKind?) -> Failure {
        let name = engine?.rawValue ?? "the engine"
        return Failure(.engineUnreachable, subject: name, "\(name) does not answer; start it, or look at its own log")
    }

    private func nextTry(of plan: Plan) -> WallTime? {
        var due = work.retries.notBefore
        // The pause between restarts is one before a start after an exit, and before nothing else.
        if case .exited? = plan.steps.first?.cause, let start = work.restarts.notBefore {
            due = max(due ?? start, start)
        }
        guard let due, due > now.uptime else { return nil }
        return WallTime(milliseconds: now.wall.milliseconds + (due - now.uptime))
    }

    private func takeOver(_ plan: Plan, _ status: inout Status) {
        let startedAt = plan.current?.detail?.startedAt
        // A pause ends no run that was told of, and begins none.
        let isHeld =
            plan.current?.state == .paused && status.containerID == plan.current?.id && status.startedAt == startedAt
        status.startedAt = plan.current?.state == .running || isHeld ? startedAt : nil
        status.containerID = plan.current?.id
        status.image = plan.image
        status.imageVolumes = plan.imageVolumes.isEmpty ? nil : plan.imageVolumes
        if let ended = plan.current, ended.state == .exited, let detail = ended.detail, detail.startedAt != nil {
            status.lastRun = LastRun(
                exitCode: detail.exitCode, outOfMemory: detail.outOfMemory, memoryLimit: detail.resources.memory,
                startedAt: detail.startedAt, finishedAt: detail.finishedAt,
                wasStopped: work.execution.hasStopped(ended, known))
        }
        if status.endedRun != startedAt || plan.current?.state == .running { status.endedRun = nil }
        status.exitCode = plan.current?.state == .exited ? plan.current?.detail?.exitCode : nil
        if plan.current?.state == .running { status.startup = work.hooks.startup?.report }
        if let run = work.hooks.shutdown { status.shutdown = run.report }
        status.pending = plan.pending
        status.drift = plan.drift
    }

    private func phase(acting plan: Plan) -> Status.Phase {
        if record.isDeleting { return .deleting }
        if case .pullImage? = plan.steps.first?.action { return .pulling }
        guard intentRuns else { return .stopping }
        let leavesRunning = plan.steps.allSatisfy { step in
            switch step.action {
            case .updateResources, .renameContainer, .connectNetwork, .disconnectNetwork, .restoreSetting,
                .removeVolume, .removeDirectory:
                true
            default: false
            }
        }
        return leavesRunning && !work.restarts.isUnsteady(plan.current, at: now) ? .running : .starting
    }

    private func phase(waiting plan: Plan) -> Status.Phase {
        if record.isDeleting { return .deleting }
        // A stop may wait for its place among others, and nothing has failed.
        if !intentRuns, work.retries.lastError == nil { return .stopping }
        if case .pullImage? = plan.steps.first?.action, work.retries.lastError == nil, plan.current?.state != .running {
            return .pulling
        }
        return intentRuns && plan.current?.state == .running ? .running : .failed
    }

    private func phase(settled plan: Plan) -> Status.Phase {
        if record.isDeleting { return .deleting }
        if record.key.kind == .volume { return intentRuns ? .running : .stopped }
        switch plan.current?.state {
        case .running?:
            guard intentRuns else { return .stopping }
            return work.restarts.isUnsteady(plan.current, at: now) ? .starting : .running
        case .paused?: return .failed
        case nil where plan.blocked?.code == .dependencyNotReady: return .pending
        case nil: return intentRuns ? .failed : .stopped
        default: return intentRuns ? .starting : .stopping
        }
    }
}
