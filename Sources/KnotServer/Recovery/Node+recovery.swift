import KnotAPI
import KnotDatabase
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Logging

/// What administrators do about a damaged, lost or restored database.
extension Node {
    /// Tells the core whether the database can be written.
    nonisolated func checkDatabase() async {
        let failure = await database.check()
        await feed(.database(failure))
    }

    /// What is wrong with the database, and what is left alone because of it.
    package var databaseDocument: DatabaseDocument {
        let recovery = core.recovery
        let named = recovery.quarantine.keys.sorted { $0.key < $1.key }
        let unnamed = recovery.quarantine.unnamed.filter { failure in
            !named.contains { $0.key.description == failure.subject }
        }
        return DatabaseDocument(
            failure: recovery.failure, setBackTo: recovery.lost?.since.wall,
            unreadable: named.map { .init(name: $0.key.description, failure: $0.value) }
                + unnamed.map { .init(name: $0.subject, failure: $0) },
            unknown: core.unknownContainers.map { kind, container in
                let key = container.ownership.key
                let isUnreadable =
                    recovery.quarantine[key] != nil
                    || (core.store[key]?.uid != container.ownership.uid && !recovery.quarantine.unnamed.isEmpty)
                return .init(
                    key: key, engine: kind, container: container.name, state: container.state.rawValue,
                    isUnreadable: isUnreadable)
            }, unlisted: unlistedEngines,
            ahead: stampLead.map { .init(milliseconds: $0.milliseconds, entries: $0.entries, latest: $0.latest) })
    }

    private var stampLead: StampLead? { core.stampLead(at: clock.now().wall) }

    private var unlistedEngines: [EngineKind] { engines.keys.filter { !core.isListed($0) }.sorted() }

    /// The same in sentences; `nil` when nothing is wrong.
    package var databaseWarnings: [String]? {
        let document = databaseDocument
        var lines: [String] = []
        if let failure = document.failure { lines.append(failure.message) }
        if let time = document.setBackTo {
            lines.append(
                "the database was set back to \(time.timeOfDay): what it does not know is left alone, and no volume is "
                    + "removed; 'knot admin accept-database' shows what there is, and ends that")
        }
        if !document.unreadable.isEmpty {
            lines.append(
                (document.unreadable.count == 1
                    ? "a stored record cannot be read, and nothing of it is touched; "
                    : "\(document.unreadable.count) stored records cannot be read, and nothing of them is touched; ")
                    + "'knot admin check-database' lists them")
        }
        if !core.isSynced {
            lines.append(
                "no other server of the cluster was heard from since the start: what this one does not know is left alone; "
                    + "'knot admin accept-database' ends that")
        }
        if let lead = stampLead { lines.append(lead.message) }
        return lines.isEmpty ? nil : lines
    }

    /// Takes the database as it is for the truth.
    ///
    /// - Parameter without: Engines of which nothing need be known.
    /// - Throws: `conflict` when another engine does not answer: nobody has agreed to lose what it has.
    package func acceptDatabase(without: [EngineKind]) async throws(Failure) {
        if let kind = unlistedEngines.first(where: { !without.contains($0) }) {
            throw Failure(
                .conflict, subject: kind.rawValue,
                "\(kind.rawValue) does not answer, so what it has that this database does not know is not shown, and would "
                    + "be removed once it is back; start it and repeat, or, when it is not used here, say so with "
                    + "'knot admin accept-database --without \(kind.rawValue) --yes'")
        }
        try await database.accept()
        feed(.databaseAccepted)
    }

    /// Sets unreadable records aside.
    package func discard(_ names: [String]) async throws(Failure) {
        let known = databaseDocument.unreadable.map(\.name)
        for name in names where !known.contains(name) {
            throw Failure(
                .notFound, subject: name,
                "there is no unreadable record '\(name)'; 'knot admin check-database' lists those there are")
        }
        try await database.discard(names)
        feed(.discarded(names))
    }

    /// What the engines have that this database does not know, and that it could go on with.
    package nonisolated func adoptable() async throws(Failure) -> [AdoptionList.Item] {
        try await offers().map(\.item)
    }

    /// Engines of which it is not known what they have: they do not answer.
    package var unaskedEngines: [EngineKind] { engines.keys.filter { runtimes[$0]?.isUp != true }.sorted() }

    /// Goes on with these. What runs, runs on.
    package nonisolated func adopt(_ request: AdoptionRequest) async throws(Failure) -> Reply {
        let offers = try await offers()
        var takeovers: [Takeover] = []
        for wanted in request.items {
            guard
                let offer = offers.first(where: {
                    $0.item.key == wanted.key && $0.item.cluster == wanted.cluster && $0.item.engine == wanted.engine
                })
            else {
                throw Failure(
                    .notFound, subject: wanted.key.description,
                    "\(wanted.engine.rawValue) has nothing of \(wanted.key) of cluster \(wanted.cluster) to take over; "
                        + "'knot admin adopt' lists what there is")
            }
            takeovers.append(offer.takeover)
        }
        return await submit(.adopt(takeovers))
    }

    private struct Offer {
        var item: AdoptionList.Item
        var takeover: Takeover
    }

    private struct Place: Hashable, Comparable {
        var key: ResourceKey
        var cluster: String
        static func < (a: Self, b: Self) -> Bool { (a.key, a.cluster) < (b.key, b.cluster) }
    }

    private nonisolated func offers() async throws(Failure) -> [Offer] {
        var offers: [Offer] = []
        for kind in engines.keys.sorted() {
            guard await runtimes[kind]?.isUp == true, let engine = engines[kind] else { continue }
            var places: [Place: [Claim]] = [:]
            for claim in try await engine.claims() where isOffered(claim.ownership) {
                places[Place(key: claim.ownership.key, cluster: claim.ownership.cluster), default: []].append(claim)
            }
            for (place, claims) in places.sorted(by: { $0.key < $1.key }) {
                if let offer = await offer(place, claims, kind) { offers.append(offer) }
            }
        }
        return offers
    }

    /// What another node of this cluster has in an engine is not on offer, nor of a cluster that this node was of before.
    private nonisolated func isOffered(_ ownership: Ownership) -> Bool {
        guard ownership.key.kind.isReconciled else { return false }
        if ownership.cluster == identity.cluster { return identity.tenant.owns(ownership) }
        return !adoptions.isFormer(ownership.cluster) || adoptions.has(ownership, identity.node)
    }

    private func offer(_ place: Place, _ claims: [Claim], _ kind: EngineKind) -> Offer? {
        func rank(_ claim: Claim) -> Int {
            switch claim.content {
            case .container(_, .running): 2
            case .container: 1
            case .volume: 0
            }
        }
        let isOwn = place.cluster == identity.cluster
        // Of this cluster only what the database does not know; of another what has not been taken over yet.
        let unknown = claims.filter { claim in
            isOwn
                ? rank(claim) > 0 && core.isUnknown(claim.ownership)
                : !core.isTakenOver(claim.ownership)
        }
        guard
            let first = unknown.max(by: { a, b in
                (rank(a), a.ownership.revision, b.name) < (rank(b), b.ownership.revision, a.name)
            })
        else { return nil }
        var state: String?
        if case .container(_, let found) = first.content { state = found.rawValue }
        let ownership = isOwn ? core.current(first.ownership) : first.ownership
        let takeover = Takeover(
            key: place.key, uid: ownership.uid, epoch: max(1, ownership.epoch), revision: ownership.revision,
            restart: ownership.restart, cluster: place.cluster, engine: kind, isRunning: rank(first) == 2)
        let item = AdoptionList.Item(
            key: place.key, cluster: place.cluster, engine: kind, uid: ownership.uid,
            container: state == nil ? nil : first.name, state: state,
            volumes: claims.filter { $0.content == .volume }.map(\.name), failure: core.obstacle(to: takeover))
        return Offer(item: item, takeover: takeover)
    }
}
