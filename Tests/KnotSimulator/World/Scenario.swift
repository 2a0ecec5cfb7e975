import KnotModel
import KnotNode

/// What a run is made of besides its seed.
package struct Scenario: Sendable {
    /// One thing a user does, or one that befalls the world, at a fixed time.
    package struct Step: Sendable {
        package enum Deed: Sendable {
            case ask(Request)
            case befall(Fault)
        }

        /// Virtual milliseconds since the start.
        package var time: Int64
        package var deed: Deed

        package init(at time: Int64, _ request: Request) {
            self.time = time
            deed = .ask(request)
        }

        package init(at time: Int64, befalls fault: Fault) {
            self.time = time
            deed = .befall(fault)
        }
    }

    package enum Users: Sendable {
        /// Drawn from the seed.
        case random
        case script([Step])
    }

    package var users: Users
    /// How many nodes there are, one of these; `nil` is one of its own.
    package var nodes: ClosedRange<Int>?
    /// Faults are drawn from the seed when `true`.
    package var faults: Bool
    package var injection: Injection?
    /// A fault of the node, put in from outside.
    package var coreFault: CoreFault?
    /// Faults that are left out of what the seed draws.
    package var without: Set<Fault> = []
    /// The same of what befalls a cluster.
    package var withoutInCluster: Set<ClusterFault> = []
    /// Whether a node finds that some records cannot be read, each time it starts while faults strike.
    package var damagesRecords = false
    /// Users' steps that are left out, counted from 1.
    package var skipped: Set<Int> = []
    /// How long users and faults are at it, in milliseconds.
    package var turmoil: Int64
    /// How long the world then runs on before everything must be in order; more than two of the longest backoffs.
    package var calming: Int64
    /// How long it must then stay without a write.
    package var settled: Int64

    package init(
        users: Users = .random, faults: Bool = true, injection: Injection? = nil, turmoil: Int64 = 120_000,
        calming: Int64 = 660_000, settled: Int64 = 150_000, coreFault: CoreFault? = nil,
        nodes: ClosedRange<Int>? = nil
    ) {
        self.nodes = nodes
        self.users = users
        self.faults = faults
        self.injection = injection
        self.turmoil = turmoil
        self.calming = calming
        self.settled = settled
        self.coreFault = coreFault
    }

    /// Runs it, for one node or a cluster.
    package func run(seed: UInt64, keepingTrace: Bool = false) -> Report {
        guard let nodes else { return World.run(seed: seed, scenario: self, keepingTrace: keepingTrace) }
        return SimulatedCluster.run(nodes, seed: seed, scenario: self, keepingTrace: keepingTrace)
    }
}

/// What came of a run.
package struct Report: Sendable {
    package var seed: UInt64
    package var violations: [Violation]
    package var coverage: Coverage
    package var traceHash: UInt64
    /// Empty unless the run was asked to keep them.
    package var trace: [String]
    /// Inputs, effects and faults.
    package var events: Int
    /// Commits, observations and actions asked for.
    package var calls: Int
    /// Those of them before the turmoil ended.
    package var callsInTurmoil: Int
    /// What users did or would have done.
    package var steps: Int
    package var virtualMilliseconds: Int64
}
