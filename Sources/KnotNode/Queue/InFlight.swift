import KnotModel
import KnotPlan

/// The one ledger of what the shell was asked for and has not answered: what an answer is about, whether a key is busy and
/// how many places are taken follow from it.
///
/// A key has at most one look, one action, or one wait for a script at a time. Probes, start-up scripts and listings run
/// beside these.
struct InFlight: Sendable {
    enum Look: Sendable, Hashable {
        case listing(EngineKind)
        case key(ResourceKey, EngineKind)
    }

    struct Order: Sendable, Hashable {
        var key: ResourceKey
        var hook: Hook
    }

    private struct Act: Sendable {
        var key: ResourceKey
        var isPull: Bool
    }

    private var last: UInt64 = 0
    private var listings: [ObservationID: EngineKind] = [:]
    private var looks: [ObservationID: (key: ResourceKey, engine: EngineKind)] = [:]
    private var actions: [ActionID: Act] = [:]
    private var probes: [ProbeID: ResourceKey] = [:]
    private var orders: [ScriptID: Order] = [:]
    /// Keys with a look or an action under way.
    private var busy: Set<ResourceKey> = []
    /// Keys that wait for a script before they go on.
    private var waiting: [ResourceKey: ScriptID] = [:]

    /// Looks at a key and actions.
    var places: Int { looks.count + actions.count }
    var pulls: Int { actions.values.count { $0.isPull } }
    var scripts: Int { orders.count }

    func isBusy(_ key: ResourceKey) -> Bool { busy.contains(key) || waiting[key] != nil }
    func isListing(_ kind: EngineKind) -> Bool { listings.values.contains(kind) }

    private mutating func next<Purpose>() -> Ticket<Purpose> {
        last += 1
        return Ticket(last)
    }

    mutating func commit() -> CommitID { next() }

    // MARK: Looks

    mutating func list(_ kind: EngineKind) -> ObservationID {
        let id: ObservationID = next()
        listings[id] = kind
        return id
    }

    mutating func look(at key: ResourceKey, on kind: EngineKind) -> ObservationID {
        let id: ObservationID = next()
        looks[id] = (key, kind)
        busy.insert(key)
        return id
    }

    /// What a look was of; `nil` where it is not waited for.
    mutating func answered(_ id: ObservationID) -> Look? {
        if let kind = listings.removeValue(forKey: id) { return .listing(kind) }
        guard let (key, kind) = looks.removeValue(forKey: id) else { return nil }
        busy.remove(key)
        return .key(key, kind)
    }

    // MARK: Actions

    mutating func act(on key: ResourceKey, isPull: Bool) -> ActionID {
        let id: ActionID = next()
        actions[id] = Act(key: key, isPull: isPull)
        busy.insert(key)
        return id
    }

    func key(of id: ActionID) -> ResourceKey? { actions[id]?.key }

    /// The key that an action was of; `nil` where it is not waited for.
    mutating func answered(_ id: ActionID) -> ResourceKey? {
        guard let act = actions.removeValue(forKey: id) else { return nil }
        busy.remove(act.key)
        return act.key
    }

    // MARK: Probes

    /// How many there are, with those that nobody waits for.
    var probeCount: Int { probes.count }

    mutating func probe(_ key: ResourceKey) -> ProbeID {
        let id: ProbeID = next()
        probes[id] = key
        return id
    }

    mutating func answered(_ id: ProbeID) -> ResourceKey? { probes.removeValue(forKey: id) }

    /// Its answer is not waited for any more.
    mutating func forget(_ id: ProbeID) { probes[id] = nil }

    /// Forgets the probes that are not awaited any more.
    mutating func keepProbes(where isAwaited: (ProbeID, ResourceKey) -> Bool) {
        probes = probes.filter { isAwaited($0.key, $0.value) }
    }

    // MARK: Scripts

    mutating func order(_ hook: Hook, of key: ResourceKey) -> ScriptID {
        let id: ScriptID = next()
        orders[id] = Order(key: key, hook: hook)
        return id
    }

    func count(of hook: Hook) -> Int { orders.values.count { $0.hook == hook } }

    /// Whose scripts ended, if that is waited for. A key that waits for them goes on waiting until `release`.
    mutating func answered(_ id: ScriptID) -> Order? { orders.removeValue(forKey: id) }

    /// Their end is not waited for any more.
    mutating func forget(_ id: ScriptID) { orders[id] = nil }

    /// The key does nothing until the script has ended.
    mutating func wait(_ key: ResourceKey, for id: ScriptID) { waiting[key] = id }

    /// The script that a key waits for.
    func script(before key: ResourceKey) -> ScriptID? { waiting[key] }

    mutating func release(_ key: ResourceKey) { waiting[key] = nil }
}
