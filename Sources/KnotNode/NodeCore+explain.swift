import KnotModel
import KnotPlan
import KnotStore

extension NodeCore {
    /// Why a resource is as it is: the chain from what was asked for to what runs, and the plan's text.
    /// `nil` when there is no such resource.
    package func explain(_ key: ResourceKey) -> (chain: [String], plan: [String])? {
        guard let record = store[key], !record.isTombstone else { return nil }
        var chain = ["\(record.spec.value.owner) wrote revision \(record.revision)"]
        if let deletion = record.spec.value.deletion {
            chain.append("its deletion was asked for" + (deletion.keepVolumes ? ", keeping its volumes" : ""))
        }
        guard key.kind.isReconciled else { return (chain, []) }
        if key.kind == .space { chain += explainTemplate(record) }
        guard let placement = record.placement?.value else {
            chain.append(latestStatus(record)?.lastError.map { "it is not placed: \($0)" } ?? "it is not placed yet")
            return (chain, [])
        }
        chain.append("it is placed on \(placement.node) with \(placement.engine.rawValue), epoch \(placement.epoch)")
        guard engines[placement.engine]?.isUp == true else {
            chain.append("\(placement.engine.rawValue) does not answer, so nothing is known and nothing is done")
            return (chain, [])
        }
        var lines: [String] = []
        if let view = work[key]?.views[placement.engine] {
            let plan = makePlan(record, placement, view.snapshot)
            chain.append(explainContainer(plan.current))
            lines = plan.lines
        } else {
            chain.append("the engine has not been asked about it yet")
        }
        if let status = latestStatus(record) {
            if let error = status.lastError, error.code != .dependencyNotReady {
                chain.append("the last try failed: \(error)")
            }
            chain.append(explainStanding(record, status, lines))
        }
        return (chain, lines)
    }

    private func explainTemplate(_ record: Record) -> [String] {
        let runs = record.spec.value.fields["running"] == false ? "stopped" : "running"
        guard let template = template(of: record) else {
            return ["it should be \(runs), but its template does not exist"]
        }
        let revision = store[template.key]?.revision.description ?? ""
        return ["it should be \(runs), from \(template.key) at revision \(revision)"]
    }

    private func explainContainer(_ container: ObservedContainer?) -> String {
        guard let container else { return "the engine has no container for it" }
        return "the engine has container \(container.id.prefix(12)) (\(container.name)), \(container.state.rawValue), "
            + "made for revision \(container.ownership.revision)"
    }

    private func explainStanding(_ record: Record, _ status: Status, _ plan: [String]) -> String {
        if status.nextTry != nil { return "the next try waits for its time, a little longer after each failure" }
        if let suspension = work[record.key]?.suspension { return "it is suspended: \(suspension.message)" }
        if let hold = work[record.key]?.hold, plan.contains("blocked: \(hold)") { return hold.description }
        if work[record.key]?.isStuck == true { return "it waits for a change of the space, its template or a variable" }
        if !status.pending.isEmpty { return "a restart would apply \(status.pending.count) changed fields" }
        return plan.isEmpty ? "it is settled: nothing is left to do" : "the plan is being carried out"
    }

    /// Figures for monitoring, by name.
    package var gauges: [String: Int] {
        var gauges = [
            "queue": ready.count, "active": active, "requests_waiting": requests.count,
            "statuses_waiting": statuses.count,
        ]
        for phase in Status.Phase.allCases where phase != .gone { gauges["spaces_\(phase.rawValue.lowercased())"] = 0 }
        for record in store.records(of: .space) {
            let phase = record.currentStatus?.phase ?? .pending
            gauges["spaces_\(phase.rawValue.lowercased())", default: 0] += 1
        }
        return gauges
    }
}
