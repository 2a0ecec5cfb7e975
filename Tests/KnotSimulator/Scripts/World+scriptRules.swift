import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// What must hold of scripts.
extension World {
    /// For how long, beyond the timeouts of its scripts, a node may wait for an order; a busy node looks a little later.
    private static let orderPatience: Int64 = 70_000

    /// A look that shows an earlier run of the container has its scripts run, in the run that there is now.
    private var looksMayBeOld: Bool { faults.rate(of: .observeStale) > 0 }

    /// Scripts were ordered: may they be, and may they now?
    mutating func checkOrdered(
        _ id: ScriptID, _ order: ScriptOrder, _ run: ContainerRun, _ container: SimulatedContainer?
    ) {
        if order.scripts.isEmpty { violate(.wellFormedEffects, "order \(id) has no scripts") }
        if scripts.flights[id] != nil { violate(.wellFormedEffects, "order id \(id) is used twice") }
        if let container, !isOurs(container.ownership) || container.ownership?.key != order.key {
            violate(
                .foreignUntouched, "scripts of \(order.key) are for container \(container.id), which is not its own")
        }
        if let other = scripts.flights.values.first(where: { $0.order.key == order.key }) {
            violate(.oneScriptPerKey, "\(order.key) has a \(other.order.hook.title) script under way and gets another")
        }
        if scripts.flights.values.count(where: { $0.order.hook == order.hook }) >= 32 {
            violate(.oneScriptPerKey, "more than 32 \(order.hook.title) scripts are under way")
        }
        switch order.hook {
        case .startup: checkStartup(order, run, container)
        case .shutdown:
            guard let revision = node?.store[order.key]?.revision else { return }
            let stop = ScriptBook.Stop(incarnation: incarnation, run: run, revision: revision)
            if !scripts.tried.insert(stop).inserted, !looksMayBeOld {
                violate(.oneTryPerStop, "the shutdown script of \(order.key) is tried again for the same stop")
            }
        }
    }

    private mutating func checkStartup(
        _ order: ScriptOrder, _ run: ContainerRun, _ container: SimulatedContainer?
    ) {
        guard !looksMayBeOld else { return }
        if scripts.heard.contains(run) {
            violate(.scriptOncePerRun, "the start-up script of \(order.key) has ended in this run of its container")
        }
        guard let startedAt = container?.startedAt, let status = database[order.key]?.currentStatus,
            let report = status.startup, report.isAbout(order.containerID, startedAt), report.hasEnded
        else { return }
        violate(.scriptOncePerRun, "by its durable status the start-up script of \(order.key) has ended in this run")
    }

    /// After every event: nobody waits for a script for ever.
    mutating func checkFlights() {
        for (id, flight) in scripts.flights.sorted(by: { $0.key < $1.key })
        where clock - flight.since > flight.order.timeout + Self.orderPatience {
            violate(
                .scriptsBounded,
                "order \(id) of \(flight.order.key) is under way for \((clock - flight.since) / 1_000) seconds")
        }
    }

    /// A record has changed: it says of no space that it is ready whose start-up script is under way.
    mutating func checkReady(_ record: Record) {
        guard !looksMayBeOld, let status = record.currentStatus, status.condition(.ready)?.state == .yes,
            let id = status.containerID
        else { return }
        for flight in scripts.flights.values where flight.order.hook == .startup && flight.order.containerID == id {
            guard let index = hostIndex(flight.engine), let container = hosts[index].engine.container(id),
                container.runs == flight.run.number, container.startedAt == status.startedAt
            else { continue }
            violate(.readyAfterScript, "\(record.key) is ready while its start-up script runs")
        }
    }

    /// Some time after the last fault: what is to stop does not wait for a start-up script.
    mutating func checkNothingHeldUp() {
        for flight in scripts.flights.values where flight.order.hook == .startup {
            guard let record = database[flight.order.key], record.uid == flight.order.uid,
                record.isDeleting || !record.space.isWanted,
                record.currentStatus?.lastError == nil, record.currentStatus?.nextTry == nil
            else { continue }
            violate(.stopNotHeldUp, "\(record.key) is to stop, and its start-up script goes on")
        }
    }

    /// Once everything is settled.
    mutating func checkScripts(_ record: Record, _ status: Status, _ running: SimulatedContainer) {
        let run = ContainerRun(container: running.id, number: running.runs)
        let isUnderWay = scripts.flights.values.contains { $0.run == run }
        if let report = status.startup, let startedAt = running.startedAt, report.isAbout(running.id, startedAt) {
            if !report.hasEnded, !isUnderWay {
                violate(.scriptsEnd, "the start-up script of \(record.key) is \(report.state.rawValue)")
            }
            if report.state == .failed, status.condition(.ready)?.state == .yes {
                violate(.statusHonest, "\(record.key) is ready though its start-up script failed")
            }
            return
        }
        guard let beginning = scripts.beginnings[run], beginning.hasScript, beginning.space == record.revision,
            scriptedTemplate(of: record)?.revision == beginning.template
        else { return }
        violate(.scriptsEnd, "\(record.key) was started with a start-up script, and nothing is known of it")
    }

    /// Whether nothing that the container began with, or got later, keeps it from being ready.
    func isPastScripts(_ container: SimulatedContainer) -> Bool {
        let run = ContainerRun(container: container.id, number: container.runs)
        return scripts.ended.contains(run)
            ? scripts.endedWell.contains(run) : scripts.beginnings[run]?.hasScript != true
    }

    /// Whether a space has a script under way, so that its status will change by itself.
    func isScripting(_ record: Record) -> Bool {
        scripts.flights.values.contains { $0.order.key == record.key }
    }
}
