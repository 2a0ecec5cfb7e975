import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

/// One node as a value: store, admission, queue and plans composed. Inputs go in, effects come out.
///
/// Deterministic: the same inputs at the same moments give the same effects, on every machine. Level-triggered: inputs
/// only say that something may have changed; what is done follows from the committed store and the newest snapshot of
/// the engine. Nothing in here is needed after a crash but the store's records: a new core over the same records
/// finishes what the old one began.
///
/// - A write is answered only when the database has made it durable; reads see only what is durable.
/// - At most one commit is outstanding; requests that come meanwhile are committed together next.
/// - At most one look or action is under way for a key, and at most `parallelism` over all keys;
///   pulls, which may take minutes each, have half of these places.
package struct NodeCore: Sendable {
    package struct Configuration: Sendable {
        package var node: NodeID
        /// The label value by which this cluster knows its own in an engine.
        package var cluster: String
        /// The cluster that this node began: what names it and no node is this node's.
        package var firstCluster: String
        /// What people call this node, and others that it knows.
        package var names: NodeNames
        /// What besides the name and the id people may call this node by, in the field `node` of a space: its hosts.
        package var hosts: Set<String> = []
        package var zone: String?
        package var enginePreference: [EngineKind]
        package var seed: UInt64
        package var render: RenderContext
        /// How many keys are worked on at once.
        package var parallelism: Int
        /// Milliseconds between two full listings of an engine, spread by a tenth either way.
        package var relistInterval: Int64
        /// The other nodes of the cluster, as far as they are known at the start; none for a server of its own.
        package var peers: [NodeID] = []
        /// How many requests may wait; more are refused as `busy`.
        package var requestBound = 1_024
        /// How many resources an owner may have, with those deleted whose tombstones are kept; 0 is no bound.
        package var resourceBound = 20_000
        /// How many plans may begin at once, and then one in each `actionInterval` milliseconds.
        package var actionBurst = 500
        package var actionInterval: Int64 = 100
        /// The calendar and time zone of schedules.
        package var openingHours: OpeningHours = { week, time in week.openingsInUTC(around: time) }

        /// Whose things this node looks for in an engine.
        package var tenant: Tenant { tenant(of: cluster) }
        /// The same had this node been of that cluster.
        func tenant(of cluster: String) -> Tenant { Tenant(cluster: cluster, node: node, firstCluster: firstCluster) }

        /// What people call this node.
        package var name: String { names[node] }

        package init(
            node: NodeID, cluster: String, names: NodeNames = NodeNames(), zone: String? = nil,
            enginePreference: [EngineKind] = [.docker, .podman], seed: UInt64, server: FieldMap = [:],
            homeDirectory: String = "", workingDirectory: String = "", parallelism: Int = 8,
            relistInterval: Int64 = 30_000, policy: Policy = .unrestricted, labelKey: [UInt8] = []
        ) {
            self.node = node
            self.cluster = cluster
            firstCluster = cluster
            self.names = names
            self.zone = zone
            self.enginePreference = enginePreference
            self.seed = seed
            self.render = RenderContext(
                server: server, zone: zone, homeDirectory: homeDirectory, workingDirectory: workingDirectory,
                policy: policy, labelKey: labelKey)
            self.parallelism = parallelism
            self.relistInterval = relistInterval
        }
    }

    struct OutstandingCommit: Sendable {
        var id: CommitID
        var batch: Batch
        /// What of the batch becomes records.
        var staged: StagedCommit?
        var replies: [(RequestID, Reply)]
    }

    package let configuration: Configuration
    /// What is durable on this node.
    package internal(set) var replica: Replica
    package var store: Store { replica.store }
    /// What happened lately, durable or about to be.
    package internal(set) var events: EventLog
    var clock: HybridClock
    var generator: SeededGenerator
    var effects: [Effect] = []

    var requests: [(RequestID, Request)] = []
    var outstanding: OutstandingCommit?
    var commitNotBefore: Uptime?
    var commitFailures = 0
    /// So many of the requests that wait are committed one by one.
    var alone = 0
    /// Lanes worked out here and not yet durable.
    var statuses: [ResourceKey: Status] = [:]
    var placements: [ResourceKey: Placement] = [:]
    var freshEvents: [Event] = []

    var engines: [EngineKind: EngineState] = [:]
    var work: [ResourceKey: Work] = [:]
    var inFlight = InFlight()
    var ready = KeyQueue()
    var bucket: ActionBucket
    var hours = HoursCache()
    var renders = RenderCache()
    var timers = TimerQueue()
    var wakeAt: Uptime?
    var sweptAt: Uptime?

    var exchange: PeerExchange

    /// Hides protected values in whatever is told.
    package internal(set) var redactor: Redactor
    /// Protected values that were committed lately, the oldest first.
    var recentSecrets: [String] = []

    /// What is damaged, lost, or taken over from an earlier database.
    package internal(set) var recovery: Recovery
    /// The stamps between the latest that the database knew at the start and the first that was made since: nobody has
    /// one of these, unless the database was set back.
    var gap: LostSpan
    /// What is to be remembered of a database that was set back, until it is durable.
    var freshLost: LostSpan?

    /// A node over what its database holds, which the replica has loaded.
    package init(
        _ configuration: Configuration, replica: Replica, events: [Event] = [], recovery: Recovery = Recovery()
    ) {
        self.configuration = configuration
        self.recovery = recovery
        for (key, failure) in replica.unreadable { self.recovery.quarantine.add(key, failure) }
        for key in replica.unnamed { self.recovery.quarantine.addUnnamed(Self.unnamed(key)) }
        let redactor = Redactor(Self.values(of: replica.store.variables))
        self.redactor = redactor
        self.replica = replica
        self.replica.index(by: Record.references)
        // Versions before this one stored what they told as it came.
        if !redactor.isEmpty { self.replica.amend(redactor.redacted) }
        let latest = [replica.latestAtStart, replica.store.latest].compactMap(\.self).max()
        gap = LostSpan(since: latest ?? Stamp(ticks: 0, node: configuration.node), until: .max)
        self.events = EventLog(events.map(redactor.redacted))
        clock = HybridClock(node: configuration.node)
        generator = SeededGenerator(seed: configuration.seed)
        exchange = PeerExchange(peers: configuration.peers)
        bucket = ActionBucket(burst: configuration.actionBurst, interval: configuration.actionInterval)
        if let latest { clock.restore(latest) }
        // One after the other: a list of all records would take as much memory as they do.
        for key in replica.store.keys where key.kind.isReconciled {
            if let restarts = replica.store[key]?.currentStatus?.restarts, restarts > 0 {
                work[key, default: Work()].restarts.count = restarts
            }
            ready.append(key)
        }
    }

    /// What is said of a key of a known kind whose rest is no name.
    static func unnamed(_ key: EntryKey) -> Failure {
        Failure(
            .databaseFailed, subject: key.description,
            "\(key) is stored and is no key of this version of knot, so nothing that may be of it is touched; start the "
                + "version of knot that wrote it, or set the record aside with 'knot admin discard \(key)'")
    }

    /// Takes in one thing that happened. The effects are to be performed in the order given.
    package mutating func handle(_ input: Input, now: Moment) -> [Effect] {
        effects = []
        beginStamps(now)
        switch input {
        case .request(let id, let request): accept(id, request)
        case .committed(let id): committed(id, now)
        case .commitFailed(let id, let failure): commitFailed(id, failure, now)
        case .engineUp(let kind, let version): engineUp(kind, version: version)
        case .engineDown(let kind, let failure): engineDown(kind, failure)
        case .observed(let id, let snapshot): observed(id, snapshot, now)
        case .observeFailed(let id, let failure): observeFailed(id, failure, now)
        case .hint(let kind, let event): hinted(kind, event)
        case .acted(let id, let outcome): acted(id, outcome, now)
        case .actFailed(let id, let failure): actFailed(id, failure, now)
        case .progress(let id, let progress): progressed(id, progress, now)
        case .probed(let id, let failure): probed(id, failure, now)
        case .scriptsEnded(let id, let outcome): scriptsEnded(id, outcome, now)
        case .database(let failure): databaseChecked(failure)
        case .databaseAccepted: databaseAccepted()
        case .discarded(let names): discarded(names)
        case .peers(let peers): met(peers, now)
        case .received(let message, let peer): received(message, from: peer, now)
        case .wake: wakeAt = nil
        }
        pump(now)
        return effects
    }

    /// Everything that can go on, goes on.
    private mutating func pump(_ now: Moment) {
        ask(now)
        relist(now)
        while let key = timers.popDue(at: now.uptime) { ready.append(key) }
        // As many as there are now: those that ask to be looked at again do not make a round endless.
        for _ in 0..<ready.count where inFlight.places < configuration.parallelism {
            guard let key = ready.popFirst() else { break }
            reconcile(key, now)
        }
        commit(now)
        scheduleWake(now)
    }

    private mutating func scheduleWake(_ now: Moment) {
        var times = engines.compactMap { kind, engine in
            engine.isUp && !inFlight.isListing(kind) ? engine.relistAt : nil
        }
        if let next = timers.next { times.append(next) }
        times += exchangeDue
        if outstanding == nil, let wait = heldWait(now) { times.append(now.uptime + wait) }
        if ready.count > 0, inFlight.places < configuration.parallelism { times.append(now.uptime) }
        guard let next = times.min(), wakeAt == nil || next < wakeAt ?? next else { return }
        wakeAt = next
        effects.append(.wake(at: next))
    }

    mutating func log(_ level: LogEntry.Level, _ message: String, _ fields: [String: String] = [:]) {
        let open: Set = ["node", "resource", "revision", "duration_ms"]
        let shown =
            redactor.isEmpty
            ? fields
            : Dictionary(
                uniqueKeysWithValues: fields.map {
                    ($0.key, open.contains($0.key) ? $0.value : redactor.redacted($0.value))
                })
        effects.append(.log(LogEntry(level, message, shown)))
    }

    mutating func note(
        _ key: ResourceKey, _ severity: Event.Severity, _ reason: String, _ message: String, _ now: Moment
    ) {
        let event = Event(
            key: key, severity: severity, reason: reason, message: redactor.redacted(message), first: now.wall,
            last: now.wall, node: configuration.node)
        freshEvents.append(events.record(event))
    }
}
