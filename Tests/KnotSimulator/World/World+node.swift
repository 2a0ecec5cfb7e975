import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// The node's life: it starts from its database, handles inputs, has its effects performed, and dies.
extension World {
    mutating func startNode() {
        guard node == nil else { return }
        incarnation += 1
        startedAt = clock
        uptimeBase = random.draw(1_000...1_000_000) - clock
        wakeSerial += 1
        commitInFlight = nil
        actionsInFlight = [:]
        pullsInFlight = []
        seenActions = []
        looks = [:]
        known = [:]
        probesUnderWay = [:]
        pausedUntil = 0
        if strikes(.clockWhileDown) { shiftClock(random.draw(-20_000_000...20_000_000)) }
        if database.recover() { coverage.hit(.commitTorn) }
        var policy = Policy.unrestricted
        policy.pidsLimit = 4_096
        var configuration = NodeCore.Configuration(
            node: nodeID, cluster: Self.cluster, zone: nil, enginePreference: hosts.map(\.engine.kind),
            seed: random.next(), server: ["wildcard_domain": "example.test"],
            parallelism: parallelism, policy: policy)
        configuration.peers = seat?.peers ?? []
        seat?.start()
        recordsChanged = true
        note("node starts, run \(incarnation)")
        damageRecords()
        let damage = Failure(.databaseFailed, subject: "record", "it cannot be read")
        let damaged = Dictionary(uniqueKeysWithValues: unreadable.map { ($0, damage) })
        let origin = Origin(node: nodeID, incarnation: UInt64(incarnation))
        var replica = Replica(origin: origin, codec: database.codec, changeCapacity: 1_000)
        replica.load(database.table, damaged: damaged)
        node = NodeCore(
            configuration, replica: replica, events: database.events,
            recovery: Recovery(quarantine: Quarantine(keys: damaged), lost: database.lost, adopted: database.adopted))
        for index in hosts.indices {
            hosts[index].reportedUp = nil
            hosts[index].streaming = hosts[index].engine.isUp
            ping(hosts[index].engine.kind)
        }
        push(.input(.wake, incarnation: incarnation), after: 0)
    }

    /// Some of what is stored cannot be read in this run, where the scenario says so.
    private mutating func damageRecords() {
        unreadable = []
        guard scenario.damagesRecords, inTurmoil else { return }
        for record in database.records where !record.isTombstone && random.chance(250) {
            unreadable.insert(record.key)
            note("unreadable \(record.key)")
        }
    }

    /// The node is gone at once, with everything it had not made durable.
    mutating func crash() {
        guard node != nil else { return }
        note("node crashes")
        if !actionsInFlight.isEmpty { coverage.hit(.crashWithActionInFlight) }
        if commitInFlight != nil { coverage.hit(.crashWithCommitInFlight) }
        if !clients.pending.isEmpty {
            coverage.hit(.crashWithRequestPending)
            coverage.hit(.requestUnanswered)
        }
        node = nil
        forgetScripts()
        clients.nodeDied()
        settleWhatWasInFlight()
        for index in hosts.indices { hosts[index].past = [] }
        push(.nodeStarts, after: random.draw(200...5_000))
    }

    /// What an engine or a database was told before the node died may still happen, or never.
    private mutating func settleWhatWasInFlight() {
        let orphaned = heap.removeAll { occurrence in
            switch occurrence {
            case .enact, .persist: true
            default: false
            }
        }
        for entry in orphaned {
            let goesOn = random.chance(500)
            switch entry.element {
            case .persist(let persisting) where goesOn && persisting.incarnation == incarnation:
                store(persisting.batch)
            case .enact(let enactment) where goesOn && entry.time <= clock + 2_000:
                if case .pullImage = enactment.action { continue }
                heap.push(.enact(enactment), at: entry.time)
            default: break
            }
        }
    }

    mutating func deliver(_ input: Input) {
        guard node != nil else { return }
        note("in \(Summary.of(input))")
        switch input {
        case .committed, .commitFailed:
            commitInFlight = nil
            changedKeys.formUnion(keysInCommit)
        case .acted(let id, _):
            actionsInFlight[id] = nil
            pullsInFlight.remove(id)
        case .actFailed(let id, let failure):
            pullsInFlight.remove(id)
            if let key = actionsInFlight.removeValue(forKey: id) ?? nil, failures.count(key, at: clock) > 40 {
                violate(.triesSpaced, "\(key) failed 40 times within ten seconds, now with \(failure)")
            }
        case .progress: coverage.hit(.pullProgress)
        case .observed(let id, let snapshot):
            if let key = looks.removeValue(forKey: id) { known[key] = snapshot }
        case .probed(let id, let failure): count(id, failure)
        case .received(let message, _): seat?.hear(message)
        case .databaseAccepted: seat?.isAccepted = true
        default: break
        }
        let moment = now
        let arriving = scenario.coreFault.map { $0.arriving(input) { looks[$0] != nil } } ?? input
        guard let arriving, let effects = node?.handle(arriving, now: moment) else { return }
        perform(scenario.coreFault?.leaving(effects, after: input) ?? effects)
    }

    private mutating func perform(_ effects: [Effect]) {
        for effect in effects {
            guard node != nil else { return }
            if strikes(.crash) {
                crash()
                return
            }
            perform(effect)
        }
    }

    private mutating func perform(_ effect: Effect) {
        switch effect {
        case .commit(let id, let batch):
            note("out commit \(id) entries=\(batch.entries.count) events=\(batch.events.count)")
            commit(id, batch)
        case .reply(let id, let reply):
            note("out reply \(id) \(Summary.of(reply))")
            take(id, reply)
        case .observe(let id, let kind, let scope):
            note("out observe \(id) \(kind.rawValue) \(Summary.of(scope))")
            observe(id, kind, scope)
        case .act(let id, let kind, let action):
            note("out act \(id) \(kind.rawValue) \(action)")
            act(id, kind, action)
        case .probe(let id, let kind, let container, let probe, let timeout):
            note("out probe \(id) \(kind.rawValue) \(container) \(probe)")
            self.probe(id, kind, container, timeout)
        case .runScripts(let id, let kind, let order):
            note("out scripts \(id) \(kind.rawValue) \(order.hook.rawValue) \(order.key) \(order.containerID)")
            runScripts(id, kind, order)
        case .endScripts(let id):
            note("out end scripts \(id)")
            endScripts(id)
        case .wake(let time):
            wakeSerial += 1
            push(.wake(serial: wakeSerial, incarnation: incarnation), after: time - now.uptime)
        case .changed(let keys):
            note("out changed \(keys.map(\.description).joined(separator: " "))")
        case .send(let message, let peer):
            guard seat?.peers.contains(peer) == true else {
                violate(.wellFormedEffects, "\(peer) is told something, and is no peer")
                return
            }
            note("out to \(peer): \(Summary.of(message))")
            outbox.append((message, peer))
        case .log(let entry):
            note("log \(entry.message) \(entry.fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })")
        }
    }

    /// The injection for the call that is made now, if it is meant.
    mutating func countCall() -> Injection.Form? {
        calls += 1
        guard let injection = scenario.injection, injection.call == calls else { return nil }
        note("injected \(injection.form.rawValue)")
        return injection.form
    }
}
