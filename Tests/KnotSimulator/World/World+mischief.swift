import KnotModel
import KnotNode
import KnotPlan

/// What befalls a world from time to time.
extension World {
    mutating func makeMischief() {
        guard let fault = random.pick(faults.mischief) else { return }
        befall(fault)
    }

    /// The fault strikes now, if anything is there for it to strike.
    mutating func befall(_ fault: Fault) {
        guard !hosts.isEmpty else { return }
        let index = random.index(below: hosts.count)
        guard hosts[index].engine.isUp, !scenario.without.contains(fault) else { return }
        let wall = wall(of: index)
        let ours = hosts[index].engine.containers.filter { isOurs($0.ownership) }
        let target = random.pick(suitable(ours, fault))
        let length = random.draw(500...40_000)
        let coin = random.chance(500)
        hosts[index].remember()
        enginesChanged = true
        switch fault {
        case .streamCut:
            cutStream(index)
            push(.streamReturns(hosts[index].engine.kind), after: length / 8)
        case .engineDown, .engineRestart:
            hosts[index].engine.isUp = false
            cutStream(index)
            if coin { push(.ping(hosts[index].engine.kind), after: length / 2) }
            push(.engineReturns(hosts[index].engine.kind, containersSurvive: fault == .engineDown), after: length)
        case .clockForward: shiftClock(coin ? length : length * 1_000)
        case .clockBack: shiftClock(coin ? -length : length * -1_000)
        case .nodePaused:
            // Not while it is held: what waits would come out of its order.
            guard pausedUntil <= clock else { return }
            pausedUntil = min(clock + length, scenario.turmoil)
        case .databaseReadOnly: readOnlyUntil = clock + length
        case .imageRemoved: hosts[index].engine.removeImage(coin ? "app:1" : "app:2")
        case .imageRetagged:
            guard let image = random.pick(["base:1", "app:1", "app:2"]), hosts[index].engine.retag(image: image) else {
                return
            }
        case .volumeRemoved:
            let mine = hosts[index].engine.volumes.filter { $0.ownership != nil }
            guard let volume = random.pick(mine) else { return }
            hosts[index].engine.removeVolumeByHand(volume.name)
            guard hosts[index].engine.volume(volume.name) == nil else { return }
            volumesRemovedByHand.insert(volume.name)
        case .engineKilled, .listRefused, .registryDown, .engineClockSkewed, .networkRemoved, .nameTakenByOther,
            .portTakenByOther, .leftoverFound:
            guard trouble(index, fault, length, coin) else { return }
        case .directoryHarmed: guard harmDirectories(index, coin: coin) else { return }
        default:
            guard let target, harm(target, fault, index, wall) else { return }
        }
        coverage.hit(fault)
        note("mischief \(fault.rawValue) \(hosts[index].engine.kind.rawValue) \(target?.id ?? "-")")
        sendHints(index)
    }

    /// The containers that a fault may strike.
    private func suitable(_ containers: [SimulatedContainer], _ fault: Fault) -> [SimulatedContainer] {
        switch fault {
        case .containerIll:
            containers.filter { $0.state == .running && !$0.isIll && $0.program != .sickly && isChecked($0) }
        case .containerDead, .containerStarted: containers.filter { !$0.isAlive }
        case .containerKilled, .containerPaused: containers.filter(\.isAlive)
        default: containers
        }
    }

    /// Does something to a container behind knot's back; `false` when it is not in a state for it.
    private mutating func harm(
        _ target: SimulatedContainer, _ fault: Fault, _ index: Int, _ wall: WallTime
    ) -> Bool {
        switch fault {
        case .containerKilled:
            guard target.isAlive else { return false }
            hosts[index].engine.end(target.id, code: 137, at: wall)
        case .containerRemoved:
            if let key = target.ownership?.key, database[key]?.isDeleting == true {
                coverage.hit(.deletedWithContainerGone)
            }
            hosts[index].engine.discard(target.id)
        case .containerPaused:
            guard target.state == .running else { return false }
            hosts[index].engine.pause(target.id)
        case .containerRenamed:
            hosts[index].engine.renameByHand(target.id, to: "\(target.name)-old")
        case .containerEdited:
            hosts[index].engine.editByHand(target.id, .init(memory: 64 << 20, nanoCPUs: 250_000_000))
            // Now and then nobody hears of it: a listing does not show limits.
            if random.chance(400) { _ = hosts[index].engine.drainEvents(for: tenant) }
        case .containerDisconnected:
            guard target.state == .running else { return false }
            let network = random.chance(500) ? nil : random.pick(target.networks)
            hosts[index].engine.disconnectByHand(target.id, from: network)
        case .containerConnected:
            guard target.isAlive, let networks = ContainerSpec.networks(of: target.ownership?.spec ?? [:]) else {
                return false
            }
            let network = random.pick(["other", "team", "bridge"]) ?? "other"
            guard !networks.contains(network) else { return false }
            hosts[index].engine.connectByHand(target.id, to: network)
        case .containerReconfigured:
            switch random.draw(0...2) {
            case 0: hosts[index].engine.reconfigureByHand(target.id, restartPolicy: "always")
            case 1: hosts[index].engine.reconfigureByHand(target.id, processLimit: 10)
            default: hosts[index].engine.reconfigureByHand(target.id, otherLimits: ["cpu_shares": 2])
            }
            if random.chance(400) { _ = hosts[index].engine.drainEvents(for: tenant) }
        case .containerRestored:
            let isOlder = random.chance(500)
            guard hosts[index].engine.restore(target.id, olderObject: isOlder, at: wall) else { return false }
        case .containerStarted: return hosts[index].engine.startByHand(target.id, at: wall)
        case .containerStuck:
            hosts[index].engine.leave(target.id, in: random.chance(500) ? .removing : .unknown)
        case .containerDead:
            guard !target.isAlive else { return false }
            hosts[index].engine.leave(target.id, in: .dead)
        case .containerIll:
            guard target.state == .running, !target.isIll, isChecked(target) else { return false }
            hosts[index].engine.setIll(target.id, true)
            if random.chance(500) {
                push(.recovers(hosts[index].engine.kind, container: target.id), after: random.draw(1_000...60_000))
            }
        default: return false
        }
        return true
    }
}
