import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// Several nodes of one cluster: each a world of its own, with its engines, database, clock, users and bad luck, and a
/// network between them.
///
/// All live on one virtual clock; whatever comes first happens next. A run goes through the stages of a world's run: the
/// network works and all nodes are up from the end of the turmoil on, and in the end all replicas must be equal.
package struct SimulatedCluster: Sendable {
    enum Happening: Sendable {
        case arrives(PeerMessage, from: Int, to: Int)
        /// A node is told whom it can reach.
        case meets(Int)
        case mischief
        case heals([SimulatedNetwork.Link])
        case backsUp(Int)
        case turmoilEnds
        /// An administrator accepts the databases that were set back.
        case accepts
        case looksThrough
        case mustBeSettled
        case comparesAgain(tries: Int)
        case mustHaveStayedSettled
    }

    /// How a world was when the others last heard of it.
    struct Sighting: Sendable, Hashable {
        var isUp: Bool
        var incarnation: Int
    }

    let scenario: Scenario
    let faults: ClusterFaultPlan
    var random: SeededGenerator
    var network: SimulatedNetwork
    var worlds: [World] = []
    var heap = EventHeap<Happening>()
    var sightings: [Sighting] = []
    var backups: [[SimulatedDatabase]] = []
    /// What happened between the nodes, and all that happened, where lines are kept.
    var trace: Trace
    var lines: [String] = []
    var coverage = Coverage()
    var violations: [Violation] = []
    var clock: Int64 = 0
    var inTurmoil = true

    /// Every write that ever became durable anywhere.
    var writes: [Origin: [UInt64: LaneEntry]] = [:]
    /// Of each key, the tombstones that there ever were.
    var tombstones: [EntryKey: [LaneEntry]] = [:]
    /// What was promised and need not be on the node that promised it: it was set back.
    var promises: [LaneEntry] = []
    /// Whether something that was over is there again on some nodes.
    var hasRisen = false
    var weeksPassed = 0
    var databasesHarmed = 0

    init(_ sizes: ClosedRange<Int>, seed: UInt64, scenario: Scenario, keepingTrace: Bool) {
        self.scenario = scenario
        random = SeededGenerator(seed: seed)
        let count = Int(random.draw(Int64(sizes.lowerBound)...Int64(sizes.upperBound)))
        let isCalm = random.draw(0...15) == 0
        faults = ClusterFaultPlan(
            using: &random, without: scenario.withoutInCluster, isCalm: isCalm || !scenario.faults)
        network = SimulatedNetwork(using: &random)
        trace = Trace(keeping: keepingTrace)
        // None of them is one of those that an engine has things of from elsewhere.
        let ids = (1...count).map { NodeID("s\($0)") }
        let codec = InternedLaneCodec()
        let editor = random.index(below: count)
        for index in 0..<count {
            let skew = random.draw(-Seat.mostBehind / 2...Seat.mostBehind / 2)
            var seat = Seat(index: index, count: count, peers: ids.filter { $0 != ids[index] }, skew: skew)
            seat.editsLast = index == editor
            worlds.append(
                World(
                    ids[index], seed: random.next(), scenario: scenario, keepingTrace: keepingTrace, seat: seat,
                    codec: codec))
        }
        sightings = worlds.map { _ in Sighting(isUp: false, incarnation: 0) }
        backups = worlds.map { [$0.database] }
    }

    package static func run(
        _ sizes: ClosedRange<Int>, seed: UInt64, scenario: Scenario, keepingTrace: Bool = false
    ) -> Report {
        var cluster = SimulatedCluster(sizes, seed: seed, scenario: scenario, keepingTrace: keepingTrace)
        cluster.begin()
        while cluster.violations.isEmpty, cluster.step() {}
        return cluster.report(seed)
    }

    private mutating func begin() {
        for index in worlds.indices {
            worlds[index].begin()
            worlds[index].wallOffset = worlds[index].seat?.wall ?? 0
            push(.backsUp(index), after: random.draw(5_000...60_000))
        }
        if !faults.mischief.isEmpty { push(.mischief, after: random.draw(1...faults.interval * 2)) }
        push(.looksThrough, after: 20_000)
        push(.turmoilEnds, after: scenario.turmoil)
        push(.accepts, after: scenario.turmoil + 60_000)
        push(.mustBeSettled, after: scenario.turmoil + scenario.calming)
        push(.mustHaveStayedSettled, after: scenario.turmoil + scenario.calming + scenario.settled)
    }

    /// Whatever comes first; `false` at the end.
    private mutating func step() -> Bool {
        var first: (time: Int64, world: Int)?
        for index in worlds.indices where !worlds[index].hasEnded {
            guard let time = worlds[index].heap.earliest, first.map({ time < $0.time }) ?? true else { continue }
            first = (time, index)
        }
        guard let first else { return false }
        if let earliest = heap.earliest, earliest <= first.time, let next = heap.pop() {
            clock = next.time
            occur(next.element)
            return true
        }
        clock = first.time
        _ = worlds[first.world].step()
        attend(to: first.world)
        return true
    }

    mutating func push(_ happening: Happening, after delay: Int64) { heap.push(happening, at: clock + max(0, delay)) }

    mutating func note(_ text: String) {
        trace.add(clock, text)
        if trace.isKeeping { lines += trace.take() }
    }

    mutating func violate(_ property: Property, _ message: String) {
        violations.append(Violation(property: property, message: message, time: clock))
        note("VIOLATION \(property.rawValue): \(message)")
    }

    private mutating func occur(_ happening: Happening) {
        switch happening {
        case .arrives(let message, let from, let to): arrive(message, from: from, to: to)
        case .meets(let index): meet(index)
        case .mischief:
            guard inTurmoil else { return }
            makeMischief()
            push(.mischief, after: random.draw(1...faults.interval * 2))
        case .heals(let links):
            network.heal(links)
            meetSoon(worlds.indices)
        case .backsUp(let index):
            guard inTurmoil else { return }
            backups[index].append(worlds[index].database)
            push(.backsUp(index), after: random.draw(5_000...60_000))
        case .turmoilEnds:
            note("turmoil ends between the nodes")
            inTurmoil = false
            network.healAll()
            meetSoon(worlds.indices)
        case .accepts: acceptDatabases()
        case .looksThrough:
            checkWrites()
            if inTurmoil { push(.looksThrough, after: 20_000) }
        case .mustBeSettled: checkEqual()
        case .comparesAgain(let tries): compareAll(tries: tries)
        case .mustHaveStayedSettled: shareRestlessness()
        }
    }

    /// What a world has just done concerns the others.
    mutating func attend(to index: Int) {
        collect(index)
        let sent = worlds[index].outbox
        worlds[index].outbox = []
        for (message, peer) in sent { send(message, from: index, to: peer) }
        let sighting = Sighting(isUp: worlds[index].node != nil, incarnation: worlds[index].incarnation)
        guard sighting != sightings[index] else { return }
        sightings[index] = sighting
        meetSoon(worlds.indices)
    }

    private mutating func collect(_ index: Int) {
        if trace.isKeeping {
            let id = worlds[index].nodeID
            lines += worlds[index].trace.take().map { "\(id) \($0)" }
        }
        for found in worlds[index].violations {
            violations.append(
                Violation(
                    property: found.property, message: "\(worlds[index].nodeID): \(found.message)", time: found.time))
        }
        takeWrites(index)
    }

    private func report(_ seed: UInt64) -> Report {
        var report = Report(
            seed: seed, violations: violations, coverage: coverage, traceHash: trace.hash, trace: lines,
            events: trace.count, calls: 0, callsInTurmoil: 0, steps: 0, virtualMilliseconds: clock)
        for world in worlds {
            report.coverage.add(world.coverage)
            report.traceHash = (report.traceHash ^ world.trace.hash) &* 0x0000_0100_0000_01B3
            report.events += world.trace.count
            report.calls += world.calls
            report.callsInTurmoil += world.callsInTurmoil
            report.steps = max(report.steps, world.seat?.number(ofStep: world.steps) ?? world.steps)
        }
        return report
    }
}
