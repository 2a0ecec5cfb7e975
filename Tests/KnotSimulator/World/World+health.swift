import KnotModel
import KnotNode
import KnotPlan

/// Health checks on their way, and what comes of them.
extension World {
    mutating func probe(_ id: ProbeID, _ kind: EngineKind, _ container: String, _ timeout: Int64) {
        probesUnderWay[id] = container
        var probing = Probing(id: id, engine: kind, container: container, incarnation: incarnation, fate: .normal)
        var delay = random.draw(1...50)
        if strikes(.probeSlow) { delay = random.draw(1...timeout) }
        if strikes(.probeFails) { probing.fate = .fails }
        if strikes(.probeHangs) {
            probing.fate = .hangs
            delay = timeout
        }
        if strikes(.probeLost) {
            // The node gives up by itself, and takes it for nothing.
            probesUnderWay[id] = nil
            return
        }
        push(.probe(probing), after: delay)
    }

    mutating func answer(_ probing: Probing) {
        guard probing.incarnation == incarnation, node != nil else { return }
        let index = hostIndex(probing.engine)
        let container = index.flatMap { hosts[$0].engine.container(probing.container) }
        let isWell =
            index.map { hosts[$0].engine.isUp } == true && container?.state == .running && container?.isIll == false
        let failure: Failure? =
            switch probing.fate {
            case .normal where isWell: nil
            case .hangs: Failure(.timeout, subject: probing.container, "no answer in time")
            default: Failure(.commandFailed, subject: probing.container, "connection refused")
            }
        reply(.probed(probing.id, failure), after: 0)
    }

    /// Milliseconds between two of an engine's own checks.
    static let examination: Int64 = 10_000

    mutating func examine(_ kind: EngineKind) {
        push(.examines(kind), after: Self.examination)
        guard let index = hostIndex(kind), hosts[index].engine.isUp else { return }
        let unwell = hosts[index].engine.examine(at: wall(of: index))
        foundUnhealthy.formUnion(unwell)
        for container in hosts[index].engine.containers where container.health == .healthy {
            foundHealthy.insert(container.id)
        }
        for id in unwell {
            note("\(kind.rawValue) finds \(id) unhealthy")
            coverage.hit(.foundUnhealthy)
        }
        enginesChanged = true
        sendHints(index)
    }

    /// Some programs do no good after a while, and some of these come to themselves again.
    mutating func fallIll(_ id: String, on index: Int) {
        guard let container = hosts[index].engine.container(id), container.state == .running, isChecked(container),
            strikes(.containerIll)
        else { return }
        let kind = hosts[index].engine.kind
        let delay = random.draw(1_000...90_000)
        push(.fallsIll(kind, container: id), after: delay)
        if random.chance(400) { push(.recovers(kind, container: id), after: delay + random.draw(1_000...60_000)) }
    }

    /// The node learns how a check went.
    mutating func count(_ id: ProbeID, _ failure: Failure?) {
        guard let container = probesUnderWay.removeValue(forKey: id) else { return }
        if failure == nil {
            probeFailures[container] = 0
            probesPassed.insert(container)
        } else {
            probeFailures[container, default: 0] += 1
        }
    }

    /// Whether knot or the engine checks the health of what runs in it.
    func isChecked(_ container: SimulatedContainer) -> Bool {
        if container.spec.healthcheck != nil { return true }
        guard let key = container.ownership?.key, let record = database[key] else { return false }
        return checks(record) != nil
    }

    /// How many of knot's own health checks of a space may fail; `nil` when its template asks for none.
    func checks(_ record: Record) -> Int? {
        guard let template = template(of: record)?.template, !template.healthCheckConfig.isEmpty else { return nil }
        return template.healthCheckMaxFailures.map(Int.init)
    }

    /// Whether a space is restarted that is found unwell.
    func isRestartedWhenUnwell(_ record: Record) -> Bool {
        template(of: record)?.template.restartsUnhealthy == true
    }

    /// The template of a space, unless it is gone.
    func template(of record: Record) -> Record? {
        guard let name = record.space.template,
            let template = database[ResourceKey(.template, name: name)], !template.isTombstone
        else { return nil }
        return template
    }
}
