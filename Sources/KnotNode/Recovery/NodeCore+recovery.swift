import KnotModel
import KnotPlan
import KnotStore

/// What becomes of a damaged, lost or restored database.
extension NodeCore {
    /// At the first input: from here on stamps are made, so that none from before can be later.
    mutating func beginStamps(_ now: Moment) {
        guard gap.until == .max else { return }
        // Made, and not only worked out: the machine's clock may go back, and the next stamp must not.
        gap.until = clock.stamp(at: now.wall).ticks + 1
        if recovery.lost?.until == .max {
            recovery.lost?.until = gap.until
            freshLost = recovery.lost
        }
    }

    /// The database can be written, or not.
    mutating func databaseChecked(_ failure: Failure?) {
        guard failure != recovery.failure else { return }
        recovery.failure = failure
        if let failure {
            log(.error, "The database cannot be written; nothing is removed", ["error": failure.description])
        } else {
            log(.info, "The database can be written again")
        }
        reviewAll()
    }

    /// An administrator says that the database is right, and what it does not know may go.
    mutating func databaseAccepted() {
        recovery.lost = nil
        recovery.failure = nil
        recovery.discarded = []
        exchange.isSynced = true
        freshLost = nil
        gap = LostSpan(since: gap.since, until: 0)
        log(.info, "The database was accepted as it is")
        reviewAll()
    }

    /// Unreadable records were set aside, by the names that their failures carry.
    mutating func discarded(_ names: [String]) {
        for name in names {
            if let key = ResourceKey(name), recovery.quarantine[key] != nil {
                recovery.quarantine.remove(key)
                replica.remove(key)
            }
            recovery.quarantine.removeUnnamed(name)
            if !recovery.discarded.contains(name) { recovery.discarded.append(name) }
        }
        log(.info, "Unreadable records were set aside", ["resource": names.firstFive])
        reviewAll()
    }

    mutating func reviewAll() {
        for kind in engines.keys.sorted() where engines[kind]?.isUp == true && !inFlight.isListing(kind) {
            engines[kind]?.relistAt = Uptime(milliseconds: 0)
        }
        for key in work.keys.sorted() {
            work[key]?.looks.isUnknownTold = false
            ready.append(key)
        }
        for key in engines.values.flatMap({ ($0.listed ?? [:]).keys }).sorted() { ready.append(key) }
        for key in store.keys(of: .space) + store.keys(of: .volume) { ready.append(key) }
    }

    /// Containers of this cluster that its database does not know, as the last listings show them.
    package var unknownContainers: [(engine: EngineKind, container: ObservedContainer)] {
        engines.keys.sorted().flatMap { kind in (engines[kind]?.unknown ?? []).map { (kind, $0) } }
    }

    /// Whether it is known what an engine has: it is up, and has been listed since it was found.
    package func isListed(_ kind: EngineKind) -> Bool {
        engines[kind].map { $0.isUp && $0.listed != nil } ?? false
    }

    /// What to say of a resource that no readable record speaks of; `nil` when there is nothing to say.
    package func absence(of key: ResourceKey) -> Failure? {
        if let failure = recovery.quarantine[key] { return failure }
        guard store[key]?.isTombstone != false,
            let container = unknownContainers.first(where: { $0.container.ownership.key == key })?.container,
            let doubt = doubt(container.ownership)
        else { return nil }
        return Failure(
            .notFound, subject: key.description,
            "there is no \(key) in this database, but container \(container.name) of it is there and left alone: "
                + doubt.message)
    }

    /// What cannot be read, as records that say so: for lists.
    package func unreadable(of kind: Kind) -> [Record] {
        recovery.quarantine.keys(of: kind).compactMap { key in
            recovery.quarantine[key].map { Record(unreadable: key, $0, node: configuration.node) }
        }
    }
}

extension Record {
    /// Stands for a resource whose record cannot be read. It has no fields and an empty uid, and is never stored.
    fileprivate init(unreadable key: ResourceKey, _ failure: Failure, node: NodeID) {
        let none = Stamp(ticks: 0, node: node)
        let nobody = UID("")
        let since = WallTime(milliseconds: 0)
        let status = Status(
            uid: nobody, node: node, phase: .unknown, observedRevision: none, lastError: failure,
            conditions: [
                Condition(
                    .accepted, .unknown, reason: failure.code.reason, message: failure.description, since: since)
            ])
        self.init(
            key: key,
            spec: Register(
                SpecLane(uid: nobody, fields: [:], owner: SpecOwner("unknown"), createdAt: since), stamp: none),
            status: Register(status, stamp: none))
    }
}
