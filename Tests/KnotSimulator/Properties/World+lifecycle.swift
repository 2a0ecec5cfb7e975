import KnotModel
import KnotNode
import KnotPlan

/// What must hold of schedules, dependencies and health checks after every event.
extension World {
    func isToRun(_ record: Record?) -> Bool {
        guard let record else { return false }
        return !record.isDeleting && record.space.isWanted
    }

    func dependencies(of record: Record) -> [ResourceKey] {
        record.space.dependsOn.map { ResourceKey(.space, owner: record.key.owner, name: $0) }
    }

    /// A container of the space is about to be made or started.
    mutating func checkStart(_ action: Action, of record: Record) {
        if isClosed(record) { violate(.nothingUnwanted, "\(action) is for \(record.key), outside its schedule") }
        if let status = record.currentStatus, status.observedRevision == record.revision,
            let suspended = status.condition(.suspended), suspended.state == .yes, suspended.reason == "UptimeReached",
            let template = template(of: record)?.template, template.maxUptime != nil, !template.startsSpaces
        {
            violate(.nothingUnwanted, "\(action) is for \(record.key), which has had its max_uptime")
        }
        for key in dependencies(of: record) {
            if !isToRun(database[key]) || !isKnownToRun(key) {
                violate(.dependenciesFirst, "\(action) is for \(record.key), and \(key) was not seen to run")
            }
        }
    }

    /// As far as this node has seen it, or been told of what is placed elsewhere.
    private func isKnownToRun(_ key: ResourceKey) -> Bool {
        if let record = database[key], !isHere(record) { return isCalledReady(record) }
        return known[key]?.containers.contains {
            $0.state == .running && $0.ownership.uid == database[key]?.uid
        } ?? false
    }

    /// The container of a space is about to be stopped.
    mutating func checkStop(_ action: Action, _ id: String, on engine: SimulatedEngine) {
        guard let ownership = engine.container(id)?.ownership, let record = database[ownership.key],
            record.key.kind == .space, !isToRun(record), record.uid == ownership.uid,
            record.placement?.value.epoch == ownership.epoch, record.placement?.value.engine == engine.kind,
            engine.containers(of: record.key, for: tenant).count == 1
        else { return }
        let since = max(stopsWanted[record.key] ?? 0, startedAt)
        guard clock - since < 60_000 else { return }
        for other in database.records where other.key.kind == .space && !other.isTombstone && !isToRun(other) {
            guard dependencies(of: other).contains(record.key), known[other.key]?.containers.isEmpty == false,
                isHere(other), other.placement?.value.engine == engine.kind
            else { continue }
            violate(.dependantsFirst, "\(action) is for \(record.key), and \(other.key) is still there")
        }
    }

    /// What runs is never removed by force: somebody may have started it again.
    mutating func checkForce(_ action: Action, _ container: SimulatedContainer) {
        guard case .removeContainer(_, force: true) = action, container.isAlive else { return }
        violate(.forceNeeded, "\(action) meets \(container.id), which is \(container.state.rawValue)")
    }

    /// A status is about to become durable that calls a space ready: where it is checked, a check has passed.
    mutating func checkReady(_ record: Record, before: Record?) {
        guard record.key.kind == .space, let status = record.currentStatus,
            status.condition(.ready)?.state == .yes, let container = status.containerID
        else { return }
        let wasReady = !calledReady.insert(container).inserted
        let name = record.space.template ?? ""
        // One that was ready already stays so when its check is new.
        let checkedSince = max(templateChanges[name] ?? 0, templateMoves[record.key] ?? 0)
        let isOld = clock - checkedSince > 60_000 && before?.spec == record.spec
        if !wasReady, isOld, checks(record) != nil, !probesPassed.contains(container) {
            violate(.readyWhenChecked, "\(record.key) is called ready, and no check of \(container) has passed")
        }
        let isExamined = hosts.contains { $0.engine.container(container)?.spec.healthcheck != nil }
        if !wasReady, isExamined, !foundHealthy.contains(container) {
            violate(.readyWhenChecked, "\(record.key) is called ready, and its engine has not found \(container) well")
        }
    }
}
