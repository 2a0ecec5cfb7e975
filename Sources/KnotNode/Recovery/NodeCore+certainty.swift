import KnotModel
import KnotPlan
import KnotStore

/// What is known well enough to be stopped or removed.
///
/// A container whose revision the database cannot know of was made by a later form of it, which is lost: the database was
/// set back, or has lost commits. A healthy database knows every revision that a container carries, because a plan is made
/// of what is durable. Nothing is ended on the word of a database that knows less than the engine.
///
/// | a container | is left alone |
/// |---|---|
/// | of a record that cannot be read | always |
/// | any, while a part of a record is damaged that has no sure key | always |
/// | of no record, or of another object than its record's, while records are damaged that have no sure key | always |
/// | of no record, or of another object than its record's, once records were set aside | until the database is accepted |
/// | of no record, of another object than its record's, or newer than its record | until this node is synced with a peer, if there are any |
/// | with a revision within a lost span, or a later epoch than its record's | unless its record has come past it, or its deletion was asked for |
/// | made after stamps were replaced that are not replaced in the database | as within a lost span |
/// | any other | no |
extension NodeCore {
    /// Why a container or volume with these labels must be left alone; `nil` when the database knows of it.
    func doubt(_ ownership: Ownership) -> Failure? {
        if let failure = recovery.quarantine[ownership.key] { return failure }
        if let part = recovery.quarantine.part {
            return Failure(
                .recordUnreadable, subject: ownership.key.description,
                "a part of some resource cannot be read, and it may be one of \(ownership.key), so what is there of it is "
                    + "left alone; put a backup of the database in place, or set the damaged part aside with 'knot admin "
                    + "discard'", cause: part.cause)
        }
        if let record = store[ownership.key], record.uid == ownership.uid {
            // A deletion is final for its object, however old the database is.
            if record.isDeleting { return nil }
            let epoch = record.placement?.value.epoch ?? 0
            if ownership.epoch > epoch, gap.until > 0 { return Self.older(ownership.key) }
            if isOfLaterStamps(ownership) {
                return record.revision.ticks >= recovery.lost?.until ?? gap.until ? nil : Self.older(ownership.key)
            }
            if record.revision.ticks >= ownership.revision.ticks { return nil }
            if recovery.discarded.contains(ownership.key.description) { return Self.setAside(ownership.key) }
            if !isSynced { return Self.notSynced(ownership.key) }
        } else if !recovery.discarded.isEmpty {
            // A manifest that was applied anew is another object than the one whose record was set aside.
            return Self.setAside(ownership.key)
        } else if let damage = recovery.quarantine.unnamed.first {
            return Failure(
                .recordUnreadable, subject: ownership.key.description,
                "no readable record speaks of what is there of \(ownership.key), and it may be one of "
                    + "\(recovery.quarantine.unnamed.count) that cannot be read, so it is left alone; put a backup of the "
                    + "database in place, or set the damaged records aside with 'knot admin discard'",
                cause: damage.cause)
        } else if !isSynced {
            return Self.notSynced(ownership.key)
        }
        if isOfLaterStamps(ownership) { return Self.older(ownership.key) }
        // What others wrote meanwhile, they have told once they have answered.
        let isTold = exchange.isAnswered && ownership.revision.node != configuration.node
        let isLost =
            !isTold && gap.contains(ownership.revision) || recovery.lost?.contains(ownership.revision) == true
        return isLost ? Self.older(ownership.key) : nil
    }

    /// Whether it was made after stamps were replaced in a later form of the database: those of this one cannot be compared
    /// with its own.
    private func isOfLaterStamps(_ ownership: Ownership) -> Bool {
        ownership.restamps > recovery.restamped.count && gap.until > 0
    }

    private static func setAside(_ key: ResourceKey) -> Failure {
        Failure(
            .recordUnreadable, subject: key.description,
            "records that could not be read were set aside, and something of \(key) is there that may be theirs, so it is "
                + "left alone. Apply the manifest of \(key) and take it over with 'knot admin adopt', or let it go with "
                + "'knot admin accept-database'")
    }

    private static func notSynced(_ key: ResourceKey) -> Failure {
        Failure(
            .notSynced, subject: key.description,
            "the engine has something of \(key) that this server does not know, and it has not heard from any other server of "
                + "the cluster since it started, so it is left alone. Wait until one can be reached, or say that this database "
                + "is right with 'knot admin accept-database'")
    }

    private static func older(_ key: ResourceKey) -> Failure {
        Failure(
            .databaseOlder, subject: key.description,
            "the engine has something of \(key) that is newer than all this database knows: the database was set back, or "
                + "has lost writes, so it is left alone. Put the newer database back, take it over with 'knot admin adopt', "
                + "or say that this database is right with 'knot admin accept-database'")
    }

    /// Takes in what an engine shows: stamps made here are to be later than all that it carries, and a database that
    /// knows less than the engine is found out.
    mutating func learn(_ containers: [ObservedContainer], _ now: Moment) {
        for ownership in containers.map(\.ownership) {
            if !clock.isPast(ownership.revision),
                ownership.revision.wall.milliseconds <= now.wall.milliseconds + Self.lead
            {
                gap.until = max(gap.until, ownership.revision.ticks + 1)
                if let lost = recovery.lost { recovery.lost?.until = max(gap.until, lost.until) }
                clock.restore(ownership.revision)
            }
            guard recovery.lost == nil, recovery.quarantine[ownership.key] == nil,
                doubt(ownership)?.code == .databaseOlder
            else { continue }
            recovery.lost = gap
            freshLost = gap
            log(
                .error,
                "The database is older than what the engine shows: nothing that it does not know of is removed, and no "
                    + "volume, until an administrator accepts it with 'knot admin accept-database'",
                ["resource": ownership.key.description])
        }
    }

    /// Milliseconds by which a label may be ahead of this machine's clock and still be believed: a year.
    private static let lead: Int64 = 365 * 86_400_000

    /// The plan without what must not be done now.
    func guarded(_ plan: Plan, _ record: Record, _ snapshot: EngineSnapshot) -> Plan {
        var plan = plan
        let changesContainers = plan.steps.contains { $0.action.endsRun || $0.action.makesContainer }
        let removesData = plan.steps.contains { $0.action.removesData }
        if let failure = recovery.failure, removesData || plan.steps.contains(where: { $0.action.endsRun }) {
            plan.block(failure)
            return plan
        }
        if changesContainers || removesData, let failure = doubtAround(record, snapshot) {
            plan.block(failure)
            return plan
        }
        guard removesData, let lost = recovery.lost else { return plan }
        let first = plan.steps.firstIndex { $0.action.removesData } ?? 0
        plan.steps.removeSubrange(first...)
        if plan.steps.isEmpty {
            plan.blocked = Failure(
                .databaseOlder, subject: record.key.description,
                "its volumes and directories stay, because the database was set back to \(lost.since.wall.timeOfDay) and "
                    + "may not know who needs them; 'knot admin accept-database' lets them be removed")
        }
        return plan
    }

    /// Why something of the space, in the snapshot or in another engine, must be left alone.
    private func doubtAround(_ record: Record, _ snapshot: EngineSnapshot) -> Failure? {
        let elsewhere = engines.keys.sorted().filter { engines[$0]?.listed?[record.key]?.isEmpty == false }
            .flatMap { work[record.key]?.looks.views[$0]?.snapshot.containers ?? [] }
        return (snapshot.containers + elsewhere).lazy.compactMap { doubt($0.ownership) }.first
    }

    /// Whether the engine's newest snapshot shows nothing of the key but what is left alone.
    func isLeftAlone(_ key: ResourceKey, on kind: EngineKind) -> Bool {
        guard let view = work[key]?.looks.views[kind], !view.isStale, !view.snapshot.containers.isEmpty else {
            return false
        }
        return recovery.failure != nil || view.snapshot.containers.allSatisfy { doubt($0.ownership) != nil }
    }

    /// Tells, once, of containers that nobody knows and that are left alone.
    mutating func noteUnknown(_ key: ResourceKey, _ containers: [ObservedContainer], _ now: Moment) {
        guard let first = containers.first, let failure = doubt(first.ownership), work[key]?.looks.isUnknownTold != true
        else {
            return
        }
        work[key, default: Work()].looks.isUnknownTold = true
        note(key, .warning, "UnknownContainer", "container \(first.name) is left alone: \(failure.message)", now)
        log(
            .warning, "Container left alone, the database does not know it",
            ["resource": key.description, "error": failure.description])
    }
}

extension Action {
    /// Whether it ends the run of a container.
    fileprivate var endsRun: Bool {
        switch self {
        case .stopContainer, .removeContainer: true
        default: false
        }
    }

    fileprivate var makesContainer: Bool { if case .createContainer = self { true } else { false } }

    fileprivate var removesData: Bool {
        switch self {
        case .removeVolume, .removeDirectory: true
        default: false
        }
    }
}

extension Plan {
    fileprivate mutating func block(_ failure: Failure) {
        steps = []
        blocked = failure
    }
}
