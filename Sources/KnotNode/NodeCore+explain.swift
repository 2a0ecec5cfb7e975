import KnotModel
import KnotPlan
import KnotStore

extension NodeCore {
    /// Why a resource is as it is: the chain from what was asked for to what runs, and the plan's text.
    /// `nil` when there is no such resource.
    package func explain(_ key: ResourceKey) -> (chain: [String], plan: [String])? {
        explainOpenly(key).map { ($0.chain.map(redactor.redacted), $0.plan.map(redactor.redacted)) }
    }

    /// The same, with protected values in it.
    private func explainOpenly(_ key: ResourceKey) -> (chain: [String], plan: [String])? {
        guard let record = store[key], !record.isTombstone else { return nil }
        var chain = ["\(record.spec.value.owner) wrote revision \(record.revision)"]
        if let deletion = record.spec.value.deletion {
            chain.append("its deletion was asked for" + (deletion.keepVolumes ? ", keeping its volumes" : ""))
        }
        guard key.kind.isReconciled else { return (chain, []) }
        if key.kind == .space { chain.append(explainIntent(record)) }
        let status = latestStatus(record)
        guard let placement = record.placement?.value else {
            chain.append(status?.lastError.map { "it is not placed: \($0)" } ?? "it is not placed yet")
            return (chain, [])
        }
        let place = configuration.names[placement.node]
        chain.append("it is placed on \(place) with \(placement.engine.rawValue), epoch \(placement.epoch)")
        guard engines[placement.engine]?.isUp == true else {
            let why = engines[placement.engine]?.failure.map { ": \($0)" } ?? ""
            chain.append("\(placement.engine.rawValue) does not answer, so nothing is known and nothing is done" + why)
            chain.append("it is asked again every few seconds, and all goes on by itself once it answers")
            return (chain, [])
        }
        var plan = Plan()
        if let view = work[key]?.looks.views[placement.engine] {
            plan = makePlan(record, placement, view.snapshot)
            chain.append(explainContainer(plan))
            chain += explainHooks(record)
        } else {
            chain.append("the engine has not been asked about it yet")
        }
        if let status { chain += explainPast(status, plan) + [explainStanding(record, status, plan)] }
        if let hold = work[key]?.dependencies.hold, plan.blocked == hold, intent(of: record) == .running {
            chain += explainNeeds(record)
        }
        let containers = work[key]?.looks.views[placement.engine]?.snapshot.containers ?? []
        return (chain, plan.lines.map { containers.reduce($0) { $0.naming($1.id, $1.name) } })
    }

    private func explainIntent(_ record: Record) -> String {
        let intended = record.space.isWanted ? "running" : "stopped"
        if let template = template(of: record) {
            let revision = store[template.key]?.revision.description ?? ""
            return "it should be \(intended), from \(template.key) at revision \(revision)"
        }
        let name = record.space.template ?? ""
        let wasThere = store[ResourceKey(.template, name: name)] != nil
        return "it should be \(intended), but its template '\(name)' \(wasThere ? "was deleted" : "does not exist")"
    }

    private func explainContainer(_ plan: Plan) -> String {
        guard let container = plan.current else { return "the engine has no container for it" }
        let image = plan.image.map { ", of image \($0.reference)" } ?? ""
        let since =
            container.state == .running
            ? container.detail?.startedAt.map { " since \($0.timeOfDay)" } ?? "" : ""
        return "the engine has container \(container.name), \(container.state.rawValue)\(since)\(image), "
            + "made for revision \(container.ownership.revision)"
    }

    /// How the last run ended, how often it was started again, and what failed.
    private func explainPast(_ status: Status, _ plan: Plan) -> [String] {
        var chain: [String] = []
        let isOver = status.restarts > 0 || plan.current?.state == .exited
        if isOver, let run = status.lastRun {
            let end = run.finishedAt.map { ", at \($0.timeOfDay)" } ?? ""
            chain.append("its container \(run.text)\(end)")
        }
        if let again = status.startedAgain { chain.append("it \(again): it has not run well for a minute since") }
        if let error = status.lastError, error.code != .dependencyNotReady {
            let isBlocked = plan.blocked.map(redactor.redacted) == error
            chain.append((isBlocked ? "nothing can be made of it: " : "the last try failed: ") + "\(error)")
        }
        return chain
    }

    private func runs(_ plan: Plan) -> Bool { plan.current?.state == .running }

    /// What comes next, and what a person can do.
    private func explainStanding(_ record: Record, _ status: Status, _ plan: Plan) -> String {
        let entry = work[record.key] ?? Work()
        if let next = status.nextTry {
            let logs =
                status.lastError == nil && status.lastRun != nil
                ? "; 'knot space logs \(record.key.name)' shows what it said" : ""
            let count = entry.retries.failures > 1 ? " after \(entry.retries.failures) that failed" : ""
            return "the next try\(count) is at \(next.timeOfDay), or at once when the space or its template changes"
                + logs
        }
        if let suspension = entry.schedule.suspension { return "it is suspended: \(suspension.message)" }
        if let outlasts = entry.schedule.outlasts, runs(plan) { return outlasts }
        if let hold = entry.dependencies.hold, plan.blocked == hold { return hold.description }
        let runs = runs(plan)
        if let blocked = plan.blocked, runs {
            return "it runs on as it was made, but could not be made again: \(blocked)"
        }
        if entry.retries.isStuck || plan.blocked != nil {
            return "it waits for a change of the space, its template or a variable; no try is made before"
        }
        if !status.pending.isEmpty {
            let count = status.pending.count == 1 ? "1 change" : "\(status.pending.count) changes"
            return "'knot space restart \(record.key.name)' would apply \(count): "
                + status.pending.prefix(5).map(\.path).joined(separator: ", ")
        }
        if let ready = status.condition(.ready), ready.state != .yes, runs { return ready.message }
        return plan.isEmpty ? "it is settled: nothing is left to do" : "the plan is being carried out"
    }
}
