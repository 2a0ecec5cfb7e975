import KnotModel
import KnotNode
import KnotPlan

/// Engines as the node's shell meets them: looks, pings, the event stream.
extension World {
    /// One engine, or now and then two, with images, a registry and things that belong to others.
    mutating func makeEngines() {
        let second = random.chance(200)
        for kind in second ? [EngineKind.docker, .podman] : [.docker] {
            var engine = SimulatedEngine(kind: kind)
            engine.networks.insert("team")
            engine.load(image: "base:1")
            engine.ignoresUpdates = random.chance(50)
            for image in ["app:1", "app:2"] { engine.registry[image] = .pullable }
            engine.registry["secret:1"] = .denied
            engine.runForeign(ContainerSpec(name: "alice.held", image: "other:1"), at: now.wall)
            var published = ContainerSpec(name: "registry", image: "other:1")
            published.ports = [PortMapping(hostPort: 5000, containerPort: 5000)]
            engine.runForeign(published, at: now.wall)
            let stranger = Ownership(
                cluster: "other", key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("other"), epoch: 1,
                revision: Stamp(ticks: 1, node: NodeID("x")), specHash: "v1:other")
            engine.runForeign(
                ContainerSpec(name: "other-web", image: "other:1"), ownership: stranger, at: now.wall)
            engine.makeForeignVolume("precious")
            let neighbour = Ownership(
                cluster: Self.cluster, node: NodeID("n2"), key: stranger.key, uid: UID("n2"), epoch: 1,
                revision: Stamp(ticks: 1, node: NodeID("n2")), specHash: "v1:n2")
            engine.runForeign(ContainerSpec(name: "n2-web", image: "other:1"), ownership: neighbour, at: now.wall)
            engine.makeLeftoverVolume("n2-home", neighbour)
            hosts.append(EngineHost(engine))
        }
    }

    /// What the engine's own clock shows.
    func wall(of index: Int) -> WallTime {
        WallTime(milliseconds: now.wall.milliseconds + hosts[index].skew)
    }

    mutating func observe(_ id: ObservationID, _ kind: EngineKind, _ scope: ObservationScope) {
        var look = Look(
            id: id, engine: kind, scope: scope, incarnation: incarnation, fate: .normal,
            replyDelay: random.draw(0...20))
        var delay = random.draw(1...15)
        if strikes(.observeSlow) { look.replyDelay = random.draw(500...10_000) }
        if strikes(.observeFails) { look.fate = .fails }
        if strikes(.observeStale) { look.fate = .stale }
        switch countCall() {
        case .failBefore, .failAfter: look.fate = .fails
        case .loseReply:
            look.fate = .fails
            delay = 30_000
        case .crashBefore, .crashAfter:
            crash()
            return
        case nil: break
        }
        if case .key(let key) = scope { looks[id] = key }
        push(.look(look), after: delay)
    }

    mutating func answer(_ look: Look) {
        guard look.incarnation == incarnation, node != nil else { return }
        guard let index = hostIndex(look.engine), hosts[index].engine.isUp, look.fate != .fails,
            hosts[index].refusesLooksUntil <= clock
        else {
            reply(.observeFailed(look.id, unreachable(look.engine)), after: look.replyDelay)
            return
        }
        let stale = look.fate == .stale ? hosts[index].past.first : nil
        let engine = stale ?? hosts[index].engine
        let snapshot = engine.observe(look.scope, for: tenant)
        reply(.observed(look.id, snapshot), after: look.replyDelay)
    }

    /// The shell pings an engine and tells the node when the answer is another than before.
    mutating func ping(_ kind: EngineKind) {
        guard node != nil, let index = hostIndex(kind), hosts[index].reportedUp != hosts[index].engine.isUp else {
            return
        }
        hosts[index].reportedUp = hosts[index].engine.isUp
        let input: Input =
            hosts[index].engine.isUp
            ? .engineUp(kind, version: "20.10.24") : .engineDown(kind, unreachable(kind))
        // One ping after the other: what it told last it does not overtake.
        let due = max(clock + random.draw(1...20), hosts[index].pingDue)
        hosts[index].pingDue = due
        reply(input, after: due - clock)
    }

    /// Carries the engine's events to the node, as far as the stream does.
    mutating func sendHints(_ index: Int) {
        let kind = hosts[index].engine.kind
        for event in hosts[index].engine.drainEvents(for: tenant) {
            hosts[index].told.append(event)
            if hosts[index].told.count > 12 { hosts[index].told.removeFirst() }
            guard hosts[index].streaming, hosts[index].engine.isUp, node != nil else { continue }
            if strikes(.hintDropped) { continue }
            var delay = random.draw(1...50)
            if strikes(.hintDelayed) { delay = random.draw(1_000...20_000) }
            reply(.hint(kind, event), after: delay)
            if strikes(.hintDuplicated) { reply(.hint(kind, event), after: delay + random.draw(0...5_000)) }
        }
    }

    /// The event stream breaks: what happens until it is back, nobody hears of.
    mutating func cutStream(_ index: Int) {
        hosts[index].streaming = false
        reply(.hint(hosts[index].engine.kind, nil), after: random.draw(1...20))
    }

    mutating func streamReturns(_ kind: EngineKind) {
        guard let index = hostIndex(kind), hosts[index].engine.isUp, !hosts[index].streaming else { return }
        hosts[index].streaming = true
        guard node != nil else { return }
        reply(.hint(kind, nil), after: random.draw(1...20))
        if !hosts[index].told.isEmpty, strikes(.hintsReplayed) {
            for event in hosts[index].told { reply(.hint(kind, event), after: random.draw(1...2_000)) }
        }
    }

    mutating func engineReturns(_ kind: EngineKind, containersSurvive: Bool) {
        guard let index = hostIndex(kind), !hosts[index].engine.isUp else { return }
        note("\(kind.rawValue) is back")
        hosts[index].engine.isUp = true
        hosts[index].engine.restart(containersSurvive: containersSurvive, at: wall(of: index))
        hosts[index].past = []
        _ = hosts[index].engine.drainEvents(for: tenant)
        push(.streamReturns(kind), after: random.draw(100...2_000))
        if random.chance(500) { push(.ping(kind), after: random.draw(100...5_000)) }
    }
}
