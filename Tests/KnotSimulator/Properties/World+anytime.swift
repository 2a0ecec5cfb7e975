import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// What must hold after every event.
extension World {
    mutating func checkAnytime() {
        if seat != nil { checkExchange() }
        if !scripts.flights.isEmpty { checkFlights() }
        if enginesChanged { checkRunning() }
        if recordsChanged {
            checkRecords(database.records.map(\.key))
        } else if !changedKeys.isEmpty {
            checkRecords(changedKeys.sorted())
        }
        enginesChanged = false
        recordsChanged = false
        changedKeys = []
    }

    private mutating func checkRunning() {
        var running: Set<String> = []
        for host in hosts {
            // What people start by hand is theirs to answer for, until the node has seen it.
            for container in host.engine.containers where container.isAlive && !container.isStartedByHand {
                guard let ownership = container.ownership, tenant.owns(ownership) else { continue }
                guard running.insert("\(ownership.key) \(ownership.uid.text) \(ownership.epoch)").inserted else {
                    violate(.oneRunningContainer, "\(ownership.key) runs twice, once as \(container.id)")
                    return
                }
            }
        }
    }

    private mutating func checkRecords(_ keys: [ResourceKey]) {
        guard let store = node?.store else { return }
        for record in keys.compactMap({ store[$0] }) where speaksForItself(record) {
            if record.isDeleting, !record.isTombstone, let status = record.currentStatus,
                status.observedRevision == record.revision, status.lastError == nil
            {
                violate(.observedNotAhead, "\(record.key) claims to have seen to its deletion, which goes on")
            }
            if let status = record.currentStatus, status.observedRevision > record.revision {
                violate(
                    .observedNotAhead,
                    "\(record.key) is at \(record.revision) and its status answers to \(status.observedRevision)")
            }
        }
        if !scripts.flights.isEmpty { for record in keys.compactMap({ store[$0] }) { checkReady(record) } }
        if seat != nil {
            for key in keys { checkPromise(EntryKey(key)) }
            return
        }
        for key in keys {
            guard let spec = clients.acknowledged[key] else { continue }
            if !unreadable.contains(key) { checkKept(key, spec, store[key]?.spec, of: "the store") }
            checkKept(key, spec, database[key]?.spec, of: "the database")
        }
    }

    private mutating func checkKept(
        _ key: ResourceKey, _ promised: Register<SpecLane>, _ found: Register<SpecLane>?, of place: String
    ) {
        guard let found else {
            if promised.value.deletion == nil { violate(.acknowledgedKept, "\(key) is not in \(place) any more") }
            return
        }
        if found.stamp < promised.stamp {
            violate(.acknowledgedKept, "\(key) went back from \(promised.stamp) to \(found.stamp) in \(place)")
        } else if found != promised, !isStripped(found), !clients.mayHaveChanged(key) {
            violate(.acknowledgedKept, "\(key) changed in \(place) though nobody asked for it")
        }
    }

    /// Whether it is what is left of a deleted resource.
    private func isStripped(_ lane: Register<SpecLane>) -> Bool {
        lane.value.deletion != nil && lane.value.fields.isEmpty
    }

    /// An action was decided on: is it well formed, and may it be under way now?
    mutating func checkIssued(_ id: ActionID, _ action: Action, on engine: SimulatedEngine) {
        if !seenActions.insert(id).inserted { violate(.wellFormedEffects, "action id \(id) is used twice") }
        let key = subject(of: action, on: engine)
        checkWanted(action, on: engine)
        if case .stopContainer(.id(let id), _) = action { checkStop(action, id, on: engine) }
        if let key, unreadable.contains(key) {
            violate(.unreadableUntouched, "\(action) is about \(key), whose record cannot be read")
        }
        if let key {
            // A volume of its own kind is also made by the spaces that mount it.
            for (other, taken) in actionsInFlight.sorted(by: { $0.key < $1.key })
            where taken == key && key.kind == .space {
                violate(.oneActionPerKey, "\(key) has actions \(other) and \(id) in flight")
            }
            if action.isWrite { writesByKey[key.description, default: 0] += 1 }
        }
        actionsInFlight.updateValue(key, forKey: id)
        if actionsInFlight.count > parallelism {
            violate(.boundedActions, "\(actionsInFlight.count) actions are in flight")
        }
        guard case .pullImage = action else { return }
        pullsInFlight.insert(id)
        if pullsInFlight.count > max(1, parallelism / 2) {
            violate(.boundedActions, "\(pullsInFlight.count) pulls are in flight, and others wait for them")
        }
    }

    /// Whatever is made or started is, by what is durable, to run.
    private mutating func checkWanted(_ action: Action, on engine: SimulatedEngine) {
        let owner: Ownership? =
            switch action {
            case .createContainer(_, let ownership): ownership
            case .startContainer(.id(let id)): engine.container(id)?.ownership
            default: nil
            }
        guard let owner else { return }
        let record = database[owner.key]
        if record?.uid != owner.uid || record?.isDeleting != false
            || record?.space.isWanted == false
        {
            violate(.nothingUnwanted, "\(action) is for \(owner.key), which should not run")
        } else if let record, !isHere(record) {
            violate(.startedWherePlaced, "\(action) is for \(owner.key), which is placed on another node")
        } else if let epoch = record?.placement?.value.epoch, owner.epoch < epoch {
            violate(.nothingUnwanted, "\(action) is for \(owner.key) as it was placed before")
        } else if let record, record.key.kind == .space {
            checkStart(action, of: record)
        }
        if case .startContainer(.id(let id)) = action, !inTurmoil, engine.container(id)?.program.lasts == false,
            starts.count(owner.key, at: clock) > 20
        {
            violate(.triesSpaced, "\(owner.key), which keeps ending, was started 20 times within a minute")
        }
    }

    /// The resource an action is for; `nil` when it cannot be told.
    func subject(of action: Action, on engine: SimulatedEngine) -> ResourceKey? {
        switch action {
        case .createContainer(_, let ownership): return ownership.key
        case .createVolume(_, let ownership): return ownership.key
        case .removeVolume(let name): return engine.volume(name)?.ownership?.key
        default: return action.containerID.flatMap { engine.container($0)?.ownership?.key }
        }
    }

    /// An action is about to take effect.
    mutating func checkBefore(_ enactment: Enactment, _ engine: SimulatedEngine) {
        let action = enactment.action
        if let container = action.containerID.flatMap({ engine.container($0) }) {
            if !isOurs(container.ownership) {
                violate(.foreignUntouched, "\(action) is about a container that is not ours")
            }
            checkForce(action, container)
            if action.isDisturbing, !enactment.wasAllowed, !mayDisturb(action, on: engine) {
                violate(.liveUndisturbed, "\(action) disturbs \(container.ownership?.key.description ?? "?")")
            }
        }
        checkDirectoryBefore(action)
        switch action {
        case .createContainer(_, let ownership), .createVolume(_, let ownership):
            if ownership.tenant != tenant {
                violate(.foreignUntouched, "\(action) makes something that does not say whose it is")
            }
        default: break
        }
        if case .removeVolume(let name) = action, let volume = engine.volume(name) {
            if !isOurs(volume.ownership) {
                violate(.foreignUntouched, "volume \(name) is not ours")
            } else if !mayRemove(volume) {
                violate(
                    .volumesKept, "nobody asked for volume \(name) of \(volume.ownership?.key.description ?? "?") to go"
                )
            }
        }
    }

    /// An action has taken effect.
    mutating func checkAfter(_ enactment: Enactment, _ before: SimulatedEngine, _ after: SimulatedEngine) {
        func foreign(_ engine: SimulatedEngine) -> [SimulatedContainer] {
            engine.containers.filter { !isOurs($0.ownership) }
        }
        if foreign(before) != foreign(after) {
            violate(.foreignUntouched, "\(enactment.action) changed a container that is not ours")
        }
        checkDirectoryAfter(enactment, before, after)
        let made = after.volumes.first { volume in
            volume.implicit && before.volume(volume.name) == nil && !volumesRemovedByHand.contains(volume.name)
        }
        // What a node that died or gave up had asked for comes too late to be held against it.
        if let volume = made, enactment.fate != .late, enactment.incarnation == incarnation {
            violate(
                .namedVolumesMade, "\(enactment.action) made the engine make volume \(volume.name), which nobody owns")
        }
    }
}
