import KnotModel
import KnotNode
import KnotPlan

/// The stages of a run, and what each occurrence comes to.
extension World {
    mutating func begin() {
        makeEngines()
        if random.chance(250) { parallelism = 2 }
        switch scenario.users {
        case .random: push(.userActs, after: 100)
        case .script(let steps):
            for step in steps {
                switch step.deed {
                case .ask(let request): push(.send(request), after: step.time)
                case .befall(let fault): push(.befall(fault), after: step.time)
                }
            }
        }
        if !faults.mischief.isEmpty { push(.mischief, after: random.draw(1...faults.mischiefInterval * 2)) }
        push(.nodeStarts, after: 0)
        for host in hosts {
            push(.ping(host.engine.kind), after: 30_000)
            push(.examines(host.engine.kind), after: Self.examination)
        }
        push(.turmoilEnds, after: scenario.turmoil)
        push(.nothingHeldUp, after: scenario.turmoil + 100_000)
        push(.mustBeSettled, after: scenario.turmoil + scenario.calming)
        push(.mustHaveStayedSettled, after: scenario.turmoil + scenario.calming + scenario.settled)
        push(.end, after: scenario.turmoil + scenario.calming + scenario.settled + 60_000)
    }

    mutating func occur(_ occurrence: Occurrence) {
        if clock < pausedUntil, node != nil, waitsWhilePaused(occurrence) {
            // In order: of those put off to one time, the first put off comes first.
            heap.push(occurrence, at: pausedUntil)
            return
        }
        switch occurrence {
        case .input(let input, let run):
            if run == incarnation { deliver(input) }
        case .wake(let serial, let run):
            if run == incarnation, serial == wakeSerial { deliver(.wake) }
        case .probe(let probing): answer(probing)
        case .concludes(let kind, let id): change(kind) { $0.conclude(id, at: $1) }
        case .examines(let kind): examine(kind)
        case .fallsIll(let kind, let id): change(kind) { engine, _ in engine.setIll(id, true) }
        case .recovers(let kind, let id): change(kind) { engine, _ in engine.setIll(id, false) }
        case .networkReturns(let kind, let name): change(kind) { engine, _ in _ = engine.networks.insert(name) }
        case .registryReturns(let kind): change(kind) { engine, _ in engine.registryIsDown = false }
        case .otherGoes(let kind, let name): change(kind) { engine, _ in engine.removeForeign(named: name) }
        case .enact(let enactment): enact(enactment)
        case .look(let look): answer(look)
        case .persist(let persisting): persist(persisting)
        case .processEnds(let kind, let id, let run): processEnds(kind, id, run: run)
        case .scriptsEnd(let id, let run, let outcome): scriptsEnd(id, run, outcome)
        case .scriptHarms(let kind, let run): scriptHarms(kind, run)
        case .nothingHeldUp: checkNothingHeldUp()
        case .userActs: userActs()
        case .send(let request): send(request)
        case .befall(let fault): befall(fault)
        case .mischief:
            guard inTurmoil else { return }
            makeMischief()
            push(.mischief, after: random.draw(1...faults.mischiefInterval * 2))
        case .engineReturns(let kind, let survive): engineReturns(kind, containersSurvive: survive)
        case .ping(let kind):
            ping(kind)
            push(.ping(kind), after: 30_000)
        case .streamReturns(let kind): streamReturns(kind)
        case .nodeStarts: startNode()
        case .turmoilEnds:
            note("turmoil ends")
            inTurmoil = false
            if let seat { wallOffset = seat.wall }
            callsInTurmoil = calls
            for index in hosts.indices { hosts[index].engine.registryIsDown = false }
            // The database is mended, and the node starts anew with it.
            if !unreadable.isEmpty { crash() }
            for host in hosts where !host.engine.isUp { engineReturns(host.engine.kind, containersSurvive: true) }
        case .mustBeSettled: checkSettled()
        case .mustHaveStayedSettled:
            checkStayedSettled()
            applyEverythingAgain()
            if seat?.isUnsure != true { killOne() }
            if seat?.editsLast != false { push(.editsOne, after: 10_000) }
        case .editsOne: editOne()
        case .mustPendAsSaid: checkPending()
        case .mustRunAgain(let key, let kind): checkRunsAgain(key, kind)
        case .end:
            checkEnd()
            hasEnded = true
        }
    }

    /// Whether it reaches the node, which does nothing while it is held.
    private func waitsWhilePaused(_ occurrence: Occurrence) -> Bool {
        switch occurrence {
        case .input, .wake, .persist, .send, .userActs: true
        default: false
        }
    }

    /// A user's next step; the interval and the step come from the workload's own generator.
    mutating func userActs() {
        guard inTurmoil else { return }
        let request = workload.next(database)
        steps += 1
        let number = seat?.number(ofStep: steps) ?? steps
        if let request, !scenario.skipped.contains(number) { send(request) }
        push(.userActs, after: workload.interval())
    }

    /// Sends a request, or tries again a little later while the node is down.
    mutating func send(_ request: Request) {
        guard node != nil else {
            push(.send(request), after: 1_000)
            return
        }
        let id = clients.ask(request, at: clock)
        note("ask \(id) \(Summary.of(request))")
        deliver(.request(id, request))
    }
}
