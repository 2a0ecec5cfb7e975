import KnotModel
import KnotNode
import KnotPlan

/// Trouble that lasts for a while, or lies in wait at a call.
extension World {
    /// Gets an engine into trouble; `false` when that makes no sense now.
    mutating func trouble(_ index: Int, _ fault: Fault, _ length: Int64, _ coin: Bool) -> Bool {
        let kind = hosts[index].engine.kind
        switch fault {
        case .engineKilled: killEngine(index, length)
        case .listRefused: hosts[index].refusesLooksUntil = clock + length
        case .registryDown:
            hosts[index].engine.registryIsDown = true
            push(.registryReturns(kind), after: length)
        case .engineClockSkewed: hosts[index].skew = (coin ? length : -length) * 20
        case .networkRemoved:
            let isUsed = hosts[index].engine.containers.contains { $0.isAlive && $0.networks.contains("team") }
            guard !isUsed, hosts[index].engine.networks.remove("team") != nil else { return false }
            push(.networkReturns(kind, "team"), after: length)
        case .nameTakenByOther:
            let names = database.records.filter { $0.key.kind == .space }.map { ContainerName.standard(of: $0.key) }
            guard let name = random.pick(names), !hosts[index].engine.containers.contains(where: { $0.name == name })
            else { return false }
            hosts[index].engine.runForeign(ContainerSpec(name: name, image: "other:1"), at: wall(of: index))
            if coin || random.chance(500) { push(.otherGoes(kind, name: name), after: length) }
        case .portTakenByOther:
            var spec = ContainerSpec(name: "squatter", image: "other:1")
            spec.ports = [PortMapping(hostPort: 8080, containerPort: 80)]
            let isTaken = hosts[index].engine.containers.contains { container in
                container.name == spec.name
                    || (container.isAlive && container.spec.ports.contains { $0.hostPort == 8080 })
            }
            guard !isTaken else { return false }
            hosts[index].engine.runForeign(spec, at: wall(of: index))
            if coin || random.chance(500) { push(.otherGoes(kind, name: spec.name), after: length) }
        case .leftoverFound: return leave(index)
        default: return false
        }
        return true
    }

    /// Something that an earlier version made here once, which wrote no node, for a space that nobody knows any more.
    private mutating func leave(_ index: Int) -> Bool {
        let key = ResourceKey(.space, owner: "carol", name: "old")
        guard hosts.allSatisfy({ $0.engine.containers(of: key, for: tenant).isEmpty }) else { return false }
        let ownership = Ownership(
            cluster: Self.cluster, key: key, uid: UID("carol"), epoch: 1,
            // Before all that any database knows: one that is newer would be of a later form of this one.
            revision: Stamp(ticks: 0, node: NodeID("n2")), specHash: "v1:old")
        let name = "knot.carol.old.home"
        hosts[index].engine.makeLeftoverVolume(name, ownership)
        var spec = ContainerSpec(name: "carol-old", image: "other:1")
        spec.mounts = [.init(source: .volume(name), destination: "/home", modes: [])]
        hosts[index].engine.runForeign(spec, ownership: ownership, at: wall(of: index))
        return true
    }

    /// The engine dies in the middle of what it does: what it was stopping or removing stays on its way for ever.
    private mutating func killEngine(_ index: Int, _ length: Int64) {
        let kind = hosts[index].engine.kind
        let underWay = heap.removeAll { occurrence in
            guard case .enact(let enactment) = occurrence else { return false }
            return enactment.engine == kind
        }
        for entry in underWay {
            guard case .enact(let enactment) = entry.element else { continue }
            switch enactment.action {
            case .stopContainer(.id(let id), _) where hosts[index].engine.container(id)?.isAlive == true:
                hosts[index].engine.leave(id, in: .unknown)
            case .removeContainer(.id(let id), _) where hosts[index].engine.container(id)?.isAlive == false:
                hosts[index].engine.leave(id, in: .removing)
            default: break
            }
            if enactment.incarnation == incarnation, node != nil, enactment.fate != .late {
                reply(.actFailed(enactment.id, unreachable(kind)), after: random.draw(1...20))
            }
        }
        hosts[index].engine.isUp = false
        cutStream(index)
        push(.engineReturns(kind, containersSurvive: true), after: length)
    }

    /// Somebody starts a container just before it is removed.
    mutating func startBetween(_ action: Action, on index: Int) {
        guard case .removeContainer(.id(let id), _) = action,
            let container = hosts[index].engine.container(id), container.state == .exited,
            container.ownership.map({ ownership in
                !hosts[index].engine.containers.contains {
                    $0.id != id && $0.isAlive && $0.ownership?.key == ownership.key
                }
            }) == true, strikes(.startedBetween)
        else { return }
        _ = hosts[index].engine.startByHand(id, at: wall(of: index))
        enginesChanged = true
    }

    /// The engine says that it is done and takes its time all the same; `nil` when it does not.
    mutating func linger(_ action: Action, on index: Int) -> Result<ActionOutcome, Failure>? {
        let id: String
        switch action {
        case .stopContainer(.id(let stopped), _):
            guard hosts[index].engine.container(stopped)?.state == .running, strikes(.stopLingers) else { return nil }
            id = stopped
            hosts[index].engine.leave(id, in: .unknown)
        case .removeContainer(.id(let removed), _):
            guard hosts[index].engine.container(removed)?.state == .exited, strikes(.removalLingers) else {
                return nil
            }
            id = removed
            hosts[index].engine.leave(id, in: .removing)
        default: return nil
        }
        hosts[index].engine.countWrite()
        push(.concludes(hosts[index].engine.kind, container: id), after: random.draw(300...40_000))
        return .success(.done)
    }

    /// Something that went on by itself, in an engine, has come to its end.
    mutating func change(_ kind: EngineKind, _ body: (inout SimulatedEngine, WallTime) -> Void) {
        guard let index = hostIndex(kind) else { return }
        let wall = wall(of: index)
        body(&hosts[index].engine, wall)
        enginesChanged = true
        sendHints(index)
    }
}
