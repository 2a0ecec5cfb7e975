import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// One node in a simulated world: the shipping `NodeCore` with engines, a database, users, a clock and bad luck.
///
/// Everything comes from the seed; two runs of one seed have the same trace. A run goes through four stages: turmoil
/// (users act, faults strike), calming (nothing goes wrong any more), settled (nothing may be written), and one more
/// apply of everything, which must change nothing. It stops at the first property that does not hold.
package struct World: Sendable {
    package static let cluster = "sim"
    package let nodeID: NodeID
    let tenant: Tenant

    /// Whether something in an engine is the node's to change.
    func isOurs(_ ownership: Ownership?) -> Bool { ownership.map(tenant.owns) ?? false }

    /// Actions a node may have in flight.
    var parallelism = 8
    /// The wall clock at the start: 2026-01-05T00:00:00Z.
    static let epochWall: Int64 = 1_767_571_200_000

    let seed: UInt64
    let scenario: Scenario
    let faults: FaultPlan
    var random: SeededGenerator
    var workload: Workload
    var heap = EventHeap<Occurrence>()
    var trace: Trace
    var coverage = Coverage()
    var violations: [Violation] = []

    /// Virtual milliseconds since the start.
    var clock: Int64 = 0
    /// What clock jumps have added up to.
    var wallOffset: Int64 = 0
    /// The uptime at `clock` 0, another one for each run of the node.
    var uptimeBase: Int64 = 0
    /// How much has happened within the present millisecond.
    var eventsNow = 0
    var inTurmoil = true
    var hasEnded = false
    /// Whether there is anything new to check.
    var enginesChanged = false
    var recordsChanged = false
    /// Resources with something new to check, while not all have.
    var changedKeys: Set<ResourceKey> = []
    var keysInCommit: [ResourceKey] = []

    var node: NodeCore?
    /// Which run of the node this is.
    var incarnation = 0
    var wakeSerial = 0
    /// When the node last started.
    var startedAt: Int64 = 0
    var commitInFlight: CommitID?
    /// Actions in flight, with the space each is about, where it is known.
    var actionsInFlight: [ActionID: ResourceKey?] = [:]
    /// Those of them that are pulls.
    var pullsInFlight: Set<ActionID> = []
    var seenActions: Set<ActionID> = []
    /// Commits, observations and actions asked for so far: what an injection counts.
    var calls = 0
    var callsInTurmoil = 0
    /// Users' steps so far, those left out among them.
    var steps = 0
    /// How often a resource's actions failed, and programs that end were started, in the newest stretch of time.
    var failures = Frequency(stretch: 10_000)
    var starts = Frequency(stretch: 60_000)

    var hosts: [EngineHost] = []
    var database: SimulatedDatabase
    /// The node's place among others; `nil` for a node of its own.
    var seat: Seat?
    /// What the node has told its peers and nobody has carried there yet.
    var outbox: [(message: PeerMessage, peer: NodeID)] = []
    /// Resources whose records cannot be read in this run of the node.
    var unreadable: Set<ResourceKey> = []
    /// Each object whose deletion became durable, and whether its volumes are to stay.
    var deletions: [UID: Bool] = [:]
    /// Objects whose template has said that volumes it no longer names may go.
    var pruning: Set<UID> = []
    /// Volumes that somebody removed behind knot's back: an engine makes those a mount names anew, with no owner, when
    /// that happens between a look and the making of the container.
    var volumesRemovedByHand: Set<String> = []
    /// Directories that somebody removed behind knot's back.
    var directoriesRemovedByHand: Set<String> = []
    var scripts = ScriptBook()
    var clients = Clients()
    var trial: Trial?

    /// Until when the node is held, and the database read-only.
    var pausedUntil: Int64 = 0
    var readOnlyUntil: Int64 = 0
    /// The spaces that looks under way are about, and what the last one of each showed this run of the node.
    var looks: [ObservationID: ResourceKey] = [:]
    var known: [ResourceKey: EngineSnapshot] = [:]
    var probesUnderWay: [ProbeID: String] = [:]
    /// How many health checks of a container failed in a row, as far as the node was told; and which ever passed.
    var probeFailures: [String: Int] = [:]
    var probesPassed: Set<String> = []
    /// Containers whose own check passed, and those that it found unwell since the node started them last.
    var foundHealthy: Set<String> = []
    var foundUnhealthy: Set<String> = []
    /// Containers that a durable status called ready.
    var calledReady: Set<String> = []
    /// When a template last changed, when a space last took another one, and when it was last asked to stop.
    var templateChanges: [String: Int64] = [:]
    var templateMoves: [ResourceKey: Int64] = [:]
    var stopsWanted: [ResourceKey: Int64] = [:]
    /// By this node's wall clock, when it last started each container.
    var beginnings: [String: Int64] = [:]
    /// Containers that were seen to reach their `max_uptime`.
    var reachedUptime: Set<String> = []
    /// Engine writes and commits when the settled stage began.
    var writesWhenSettled: [String: Int] = [:]
    /// Engine writes, by the space they are for.
    var writesByKey: [String: Int] = [:]
    var commitsWhenSettled = 0
    /// Spaces that run into something only their users can mend, when the settled stage began.
    var restless: Set<ResourceKey> = []

    package init(seed: UInt64, scenario: Scenario = Scenario(), keepingTrace: Bool = false) {
        self.init(NodeID("n1"), seed: seed, scenario: scenario, keepingTrace: keepingTrace)
    }

    /// - Parameters:
    ///   - seat: The node's place in a cluster; `nil` for a node of its own.
    ///   - codec: The same for all nodes of a cluster.
    init(
        _ node: NodeID, seed: UInt64, scenario: Scenario, keepingTrace: Bool, seat: Seat? = nil,
        codec: any LaneCodec = InternedLaneCodec()
    ) {
        nodeID = node
        tenant = Tenant(cluster: Self.cluster, node: node)
        self.seat = seat
        database = SimulatedDatabase(codec: codec)
        self.seed = seed
        self.scenario = scenario
        random = SeededGenerator(seed: seed)
        let drawn = FaultPlan(using: &random)
        faults = scenario.faults ? drawn : .none
        workload = Workload(seed: random.next())
        trace = Trace(keeping: keepingTrace)
    }

    /// Runs the whole scenario.
    package static func run(
        seed: UInt64, scenario: Scenario = Scenario(), keepingTrace: Bool = false
    ) -> Report {
        var world = World(seed: seed, scenario: scenario, keepingTrace: keepingTrace)
        world.begin()
        while violations(of: world).isEmpty, !world.hasEnded, world.step() {}
        return Report(
            seed: seed, violations: world.violations, coverage: world.coverage, traceHash: world.trace.hash,
            trace: world.trace.lines, events: world.trace.count, calls: world.calls,
            callsInTurmoil: world.callsInTurmoil, steps: world.steps,
            virtualMilliseconds: world.clock)
    }

    private static func violations(of world: World) -> [Violation] { world.violations }

    /// The next thing happens; `false` when nothing is to come.
    mutating func step() -> Bool {
        guard let next = heap.pop() else { return false }
        eventsNow = clock == next.time ? eventsNow + 1 : 0
        if eventsNow == 5_000 { violate(.timePasses, "5,000 things happen within one millisecond") }
        clock = next.time
        occur(next.element)
        checkAnytime()
        return true
    }

    var now: Moment {
        Moment(
            wall: WallTime(milliseconds: Self.epochWall + clock + wallOffset),
            uptime: Uptime(milliseconds: uptimeBase + clock))
    }

    mutating func push(_ occurrence: Occurrence, after delay: Int64) {
        heap.push(occurrence, at: clock + max(0, delay))
    }

    mutating func note(_ text: String) { trace.add(clock, text) }

    mutating func violate(_ property: Property, _ message: String) {
        violations.append(Violation(property: property, message: message, time: clock))
        note("VIOLATION \(property.rawValue): \(message)")
    }

    /// Whether a fault that strikes at calls strikes now.
    mutating func strikes(_ fault: Fault) -> Bool {
        let rate = faults.rate(of: fault)
        guard rate > 0, inTurmoil, random.chance(rate), !scenario.without.contains(fault) else { return false }
        coverage.hit(fault)
        return true
    }

    func hostIndex(_ kind: EngineKind) -> Int? { hosts.firstIndex { $0.engine.kind == kind } }
}
