import KnotModel
import KnotNode
import KnotPlan

/// When it is right to stop or remove a container, and a volume.
extension World {
    /// Whether an action leaves alone what must keep running, judged by what is durable now.
    func mayDisturb(_ action: Action, on engine: SimulatedEngine) -> Bool {
        guard action.isDisturbing, let id = action.containerID, let container = engine.container(id) else {
            return true
        }
        // The engine refuses it for what runs, as a look may show what was so a while ago.
        if case .removeContainer(_, force: false) = action { return true }
        return mayDisturb(container, on: engine)
    }

    private func mayDisturb(_ container: SimulatedContainer, on engine: SimulatedEngine) -> Bool {
        guard container.isAlive, let ownership = container.ownership, let record = database[ownership.key] else {
            return true
        }
        if record.uid != ownership.uid || record.isDeleting { return true }
        if !record.space.isWanted { return true }
        guard let placement = record.placement?.value, placement.node == nodeID,
            placement.engine == engine.kind, placement.epoch == ownership.epoch
        else { return true }
        if record.spec.value.restart != ownership.restart { return true }
        // A program that keeps ending is not running in any sense its user would recognise.
        if !container.program.lasts { return true }
        if mayBeSuspended(container, record) { return true }
        if isRestartedWhenUnwell(record) {
            if foundUnhealthy.contains(container.id) { return true }
            if let limit = checks(record), (probeFailures[container.id] ?? 0) >= limit { return true }
        }
        return engine.containers(of: ownership.key, for: tenant)
            .contains { $0.id != container.id && $0.isAlive }
    }

    /// Whether a volume's owner has asked for its end.
    func mayRemove(_ volume: SimulatedVolume) -> Bool {
        guard let ownership = volume.ownership, tenant.owns(ownership) else { return false }
        if deletions[ownership.uid] == false { return true }
        // A space takes along what an earlier one of its name left to it.
        if let heir = database[ownership.key], heir.spec.value.deletion?.keepVolumes == false { return true }
        guard let record = database[ownership.key], record.uid == ownership.uid,
            let template = record.space.template,
            let source = database[ResourceKey(.template, name: template)]
        else { return false }
        return pruning.contains(source.uid)
    }
}
