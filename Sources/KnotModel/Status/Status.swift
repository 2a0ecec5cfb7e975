/// The lane that only the placed node writes: what it observed of a resource. What few spaces have is boxed.
package struct Status: Sendable, Hashable, Codable {
    package enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        case pending = "Pending"
        case pulling = "Pulling"
        case starting = "Starting"
        case running = "Running"
        case stopping = "Stopping"
        case stopped = "Stopped"
        case failed = "Failed"
        case deleting = "Deleting"
        /// The end: nothing of it is left in the engine. The record is a tombstone.
        case gone = "Gone"
        case unknown = "Unknown"
    }

    package var uid: UID
    package var node: NodeID
    package var phase: Phase
    /// The spec revision this status answers to; equal to the record's revision when in sync.
    package var observedRevision: Stamp
    package var engine: EngineKind?
    package var containerID: String?
    /// What its container runs; `nil` in what earlier versions stored, too.
    package var image: RunningImage?
    /// Volumes that the space has because its image declares them, each with its place: `name:/place`; `nil` without any.
    package var imageVolumes: [String]?
    package var startedAt: WallTime?
    package var exitCode: Int?
    /// Starts since the space last ran well; 0 when it never had to be restarted.
    package var restarts: Int
    /// How its container's last run ended; `nil` when it never ended, and in what earlier versions stored.
    @Boxed package var lastRun: LastRun?
    /// When the run began that the node ends, or has ended, for a stop, a restart or the like; `nil` otherwise.
    package var endedRun: WallTime?
    /// When the next try is due, while backing off.
    package var nextTry: WallTime?
    @Boxed package var lastError: Failure?
    /// What a restart would change, when `UpdatePending` is true.
    package var pending: [FieldDifference]
    /// What differs from what knot made, when `Drifted` is true.
    package var drift: [FieldDifference]
    package var conditions: [Condition]
    /// What the scripts after the last start came to; `nil` without any.
    @Boxed package var startup: HookReport?
    /// What the script before the last planned stop came to; `nil` while there was none.
    @Boxed package var shutdown: HookReport?

    package init(
        uid: UID, node: NodeID, phase: Phase, observedRevision: Stamp, engine: EngineKind? = nil,
        containerID: String? = nil, image: RunningImage? = nil, startedAt: WallTime? = nil, exitCode: Int? = nil,
        restarts: Int = 0, lastRun: LastRun? = nil,
        nextTry: WallTime? = nil, lastError: Failure? = nil, pending: [FieldDifference] = [],
        drift: [FieldDifference] = [], conditions: [Condition] = [],
        startup: HookReport? = nil, shutdown: HookReport? = nil
    ) {
        self.uid = uid
        self.node = node
        self.phase = phase
        self.observedRevision = observedRevision
        self.engine = engine
        self.containerID = containerID
        self.image = image
        self.startedAt = startedAt
        self.exitCode = exitCode
        self.restarts = restarts
        self.lastRun = lastRun
        self.nextTry = nextTry
        self.lastError = lastError
        self.pending = pending
        self.drift = drift
        self.conditions = conditions
        self.startup = startup
        self.shutdown = shutdown
    }

    /// What is said of `restarts` after the name of the space: `was started again 3 times in a row`; `nil` for none.
    package var startedAgain: String? {
        switch restarts {
        case ...0: nil
        case 1: "was started again once"
        default: "was started again \(restarts) times in a row"
        }
    }

    package func condition(_ topic: Condition.Topic) -> Condition? {
        conditions.first { $0.topic == topic }
    }
}
