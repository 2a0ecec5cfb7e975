import KnotModel
import KnotNode
import KnotPlan

/// Scripts in containers. The first word of a script's text says what becomes of it: `bad` ends with 3, `hang` runs until
/// its time is over, and anything else ends with 0.
extension World {
    mutating func runScripts(_ id: ScriptID, _ kind: EngineKind, _ order: ScriptOrder) {
        guard let index = hostIndex(kind) else {
            violate(.wellFormedEffects, "scripts \(id) are for engine \(kind.rawValue), which this node does not have")
            return
        }
        let container = hosts[index].engine.container(order.containerID)
        let run = ContainerRun(container: order.containerID, number: container?.runs ?? 0)
        checkOrdered(id, order, run, container)
        scripts.flights[id] = ScriptFlight(order: order, engine: kind, run: run, since: clock)
        switch countCall() {
        case .crashBefore, .crashAfter:
            crash()
            return
        case .failBefore, .failAfter:
            scriptsEnd(id, incarnation, Self.refused(order))
            return
        case .loseReply: return
        case nil: break
        }
        if strikes(.scriptSilent) { return }
        let isRefused = strikes(.scriptRefused)
        if strikes(.scriptHarms), container?.state == .running {
            push(.scriptHarms(kind, run), after: random.draw(1...1_000))
        }
        var time: Int64 = random.draw(5...3_000)
        var outcome = ScriptOutcome()
        for script in order.scripts where outcome.failure == nil {
            switch script.text.split(separator: " ").first {
            case "bad": outcome = Self.failed(order, code: 3, "it ended with code 3")
            case "hang":
                time += script.timeout
                coverage.hit(.scriptTimedOut)
                outcome = Self.failed(order, code: nil, "it took too long")
            default: outcome = ScriptOutcome(exitCode: 0)
            }
        }
        push(
            .scriptsEnd(id, incarnation: incarnation, isRefused ? Self.refused(order) : outcome),
            after: isRefused ? 5 : time)
    }

    mutating func endScripts(_ id: ScriptID) {
        if scripts.flights.removeValue(forKey: id) != nil { coverage.hit(.scriptCalledOff) }
    }

    /// The answer to an order, if anybody waits for it still.
    mutating func scriptsEnd(_ id: ScriptID, _ run: Int, _ outcome: ScriptOutcome) {
        guard run == incarnation, node != nil, let flight = scripts.flights.removeValue(forKey: id) else { return }
        var outcome = outcome
        let container = hostIndex(flight.engine).flatMap { hosts[$0].engine.container(flight.order.containerID) }
        if container?.state != .running || container?.runs != flight.run.number {
            coverage.hit(.containerDiedInScript)
            outcome = Self.failed(flight.order, code: nil, "the container is not running")
        }
        if flight.order.hook == .startup {
            scripts.ended.insert(flight.run)
            if outcome.failure == nil {
                scripts.endedWell.insert(flight.run)
            } else {
                scripts.endedWell.remove(flight.run)
            }
            scripts.heard.insert(flight.run)
            coverage.hit(outcome.failure == nil ? .startupScriptDone : .startupScriptFailed)
        } else {
            coverage.hit(outcome.failure == nil ? .shutdownScriptDone : .shutdownScriptFailed)
        }
        deliver(.scriptsEnded(id, outcome))
    }

    /// The container ends while its script runs.
    mutating func scriptHarms(_ kind: EngineKind, _ run: ContainerRun) {
        guard inTurmoil, let index = hostIndex(kind), hosts[index].engine.container(run.container)?.runs == run.number
        else { return }
        hosts[index].remember()
        enginesChanged = true
        hosts[index].engine.end(run.container, code: 137, at: now.wall)
        sendHints(index)
    }

    mutating func forgetScripts() {
        if !scripts.flights.isEmpty { coverage.hit(.crashWithScriptInFlight) }
        scripts.flights = [:]
        scripts.heard = []
    }

    /// A container was started, or was to be while it ran: notes what its run begins with.
    mutating func noteBeginning(_ container: SimulatedContainer) {
        let run = ContainerRun(container: container.id, number: container.runs)
        guard scripts.beginnings[run] == nil, let key = container.ownership?.key, let space = database[key],
            let template = scriptedTemplate(of: space)
        else { return }
        scripts.beginnings[run] = ScriptBook.Beginning(
            space: space.revision, template: template.revision,
            hasScript: hasActiveScript(template))
    }

    /// A script that is gone keeps its spaces from being ready; one that is not active does not.
    private func hasActiveScript(_ template: Record) -> Bool {
        guard let name = template.template[.startupScript]?.string else { return false }
        guard name == ScriptShape.key.name, let script = database[ScriptShape.key], !script.isTombstone else {
            return true
        }
        return script.script.isActive
    }

    func scriptedTemplate(of space: Record) -> Record? {
        guard let name = space.space.template,
            let template = database[ResourceKey(.template, name: name)], !template.isDeleting
        else { return nil }
        return template
    }

    private static func failed(_ order: ScriptOrder, code: Int?, _ message: String) -> ScriptOutcome {
        ScriptOutcome(
            exitCode: code, failure: Failure(.commandFailed, subject: order.key.description, message))
    }

    private static func refused(_ order: ScriptOrder) -> ScriptOutcome {
        failed(order, code: nil, "the engine refuses to run it")
    }
}
