import KnotDatabase
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Logging

/// The shell around `NodeCore`: feeds it inputs one at a time and performs its effects in order.
///
/// The only owner of the node's state. Nothing here awaits between reading and writing it: what takes time (commits,
/// looks at engines, actions) runs as a job beside the actor, and its result comes back as an input.
package actor Node {
    /// Requests waiting for their answer; more are refused as busy. What the API's users share, and its reserve.
    static let maximumRequests = 272
    /// Changes that a watch may be behind.
    static let changeCapacity = 16_384
    /// Watches at one time, of resources and of events together; more are refused as busy.
    static let maximumWatches = 528

    typealias Job = @Sendable () async -> Void

    package nonisolated let identity: NodeCore.Configuration
    nonisolated let database: any Database
    nonisolated let engines: [EngineKind: any ContainerEngine]
    nonisolated let hookOutputs: HookOutputs?
    nonisolated let redaction: Redaction
    /// What was taken over from other clusters; the engines look into it.
    nonisolated let adoptions: AdoptionBook
    nonisolated let clock: NodeClock
    nonisolated let metrics: NodeMetrics
    nonisolated let logger: Logger
    nonisolated let jobs: AsyncStream<Job>
    nonisolated let jobSource: AsyncStream<Job>.Continuation

    var core: NodeCore
    /// Scripts under way.
    var scripts: [ScriptID: Task<Void, Never>] = [:]
    var replies: [RequestID: CheckedContinuation<Reply, Never>] = [:]
    private var nextRequest: RequestID = 1
    /// The wake asked for last.
    var timer: Task<Void, Never>?
    /// Commits and actions under way: what a graceful stop waits for.
    package internal(set) var outstanding = 0
    var drained: CheckedContinuation<Void, Never>?
    /// See `databaseFailure`.
    var lastWrite: DatabaseWrite?
    var writeCheck: Task<Void, Never>?
    var isStopping = false
    var isClosed = false

    var watches: [UInt64: ResourceWatch] = [:]
    var eventWatches: [UInt64: EventWatch] = [:]
    var nextWatch: UInt64 = 1
    /// Events of a batch on its way to the database; watchers see them once durable.
    var eventsUnderWay: [CommitID: [Event]] = [:]
    /// Who may come in by which token, kept in step with the store.
    var bearers: [Bearer] = []

    var runtimes: [EngineKind: RuntimeState] = [:]
    var hints = HintQueue()

    package init(
        _ identity: NodeCore.Configuration, state: StoredState, entries: LaneTable, database: any Database,
        engines: [any ContainerEngine], metrics: NodeMetrics, hookOutputs: HookOutputs? = nil,
        redaction: Redaction = Redaction(), adoptions: AdoptionBook? = nil, clock: NodeClock = NodeClock(),
        codec: any LaneCodec = StorageCodec(), logger: Logger
    ) {
        self.identity = identity
        self.database = database
        self.engines = Dictionary(engines.map { ($0.kind, $0) }) { first, _ in first }
        self.metrics = metrics
        self.hookOutputs = hookOutputs
        self.redaction = redaction
        self.adoptions = adoptions ?? AdoptionBook(state)
        self.clock = clock
        self.logger = logger
        (jobs, jobSource) = AsyncStream.makeStream(of: Job.self)
        let origin = Origin(node: identity.node, incarnation: UInt64.random(in: 1 << 60 ... .max))
        let replica = state.replica(
            of: entries, as: origin, codec: codec, changeCapacity: Self.changeCapacity)
        core = NodeCore(identity, replica: replica, events: state.events, recovery: state.recovery)
        bearers = Bearer.all(in: core.store)
        redaction.set(core.redactor)
    }

    /// Asks the node for something. The answer comes once it is durable, or with every reason why nothing was done.
    package func submit(_ request: Request) async -> Reply {
        guard !isStopping else { return .refused([.init(key: nil, failure: Self.stoppingFailure)]) }
        guard replies.count < Self.maximumRequests else {
            let failure = Failure(
                .busy, subject: identity.name,
                "\(replies.count) requests are waiting on node \(identity.name); try again in a moment")
            return .refused([.init(key: nil, failure: failure)])
        }
        let id = nextRequest
        nextRequest += 1
        return await withCheckedContinuation { continuation in
            replies[id] = continuation
            feed(.request(id, request))
        }
    }

    /// Works out what an apply would do, on a snapshot and beside the actor: nothing waits for it.
    package nonisolated func review(_ manifests: [Manifest], _ options: ApplyOptions) async -> Reply {
        let core = await self.core
        return core.review(manifests, options, at: clock.now().wall)
    }

    /// One input in, its effects out.
    func feed(_ input: Input) {
        for effect in core.handle(input, now: clock.now()) { perform(effect) }
    }

    static let stoppingFailure = Failure(
        .busy, subject: "server", "the server is stopping; ask another one, or try again once it is back")
}
