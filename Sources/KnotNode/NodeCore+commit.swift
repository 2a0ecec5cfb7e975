import KnotAdmission
import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

/// Requests and lanes on their way into the database.
extension NodeCore {
    /// How many requests one commit takes.
    private static let batchBound = 256
    /// Milliseconds between two looks for tombstones whose time is over.
    private static let sweepInterval: Int64 = 3_600_000

    mutating func accept(_ id: RequestID, _ request: Request) {
        guard requests.count < configuration.requestBound else {
            let failure = Failure(
                .busy, subject: configuration.name,
                "\(configuration.requestBound) requests wait already; try again in a moment")
            effects.append(.reply(id, .refused([Refusal(key: nil, failure: failure)])))
            return
        }
        requests.append((id, request))
    }

    /// The answer to an apply without doing it, against the committed store: pure, for `diff` and dry runs.
    package func review(_ manifests: [Manifest], _ options: ApplyOptions, at wall: WallTime) -> Reply {
        var admission = makeAdmission(wall)
        let request = Request.apply(manifests, options)
        return redacted(admission.decide(request), to: request)
    }

    func makeAdmission(_ wall: WallTime) -> Admission {
        let setting = Admission.Setting(
            wall: wall, context: configuration.render, resourceBound: configuration.resourceBound,
            quarantine: recovery.quarantine, node: configuration.node, cluster: configuration.cluster,
            foreignVolumes: Set(engines.values.flatMap(\.foreignVolumes)),
            ownContainer: { key in ownContainer(of: key) },
            place: { record, template in Result { () throws(Failure) in try choosePlace(record, template: template) } },
            sight: { record, rendered in sight(of: record, rendered) })
        return Admission(store, clock: clock, generator: generator, setting: setting)
    }

    private func ownContainer(of key: ResourceKey) -> String? {
        let seen = work[key]?.looks.views.values.flatMap(\.snapshot.containers) ?? []
        return seen.first { doubt($0.ownership) == nil }?.name
    }

    /// Starts a commit of all that waits, unless one is outstanding.
    mutating func commit(_ now: Moment) {
        guard outstanding == nil, commitNotBefore ?? now.uptime <= now.uptime else { return }
        commitNotBefore = nil
        let isOwnWaiting = !requests.isEmpty || !statuses.isEmpty || !placements.isEmpty
        if let staged = stageDeliveries(now, isOwnWaiting: isOwnWaiting) {
            let commit = OutstandingCommit(id: inFlight.commit(), batch: staged.batch, staged: staged, replies: [])
            outstanding = commit
            effects.append(.commit(commit.id, commit.batch))
            return
        }
        guard
            !requests.isEmpty || !statuses.isEmpty || !placements.isEmpty || !freshEvents.isEmpty || freshLost != nil
                || isSweepDue(now)
        else { return }
        var admission = makeAdmission(now.wall)
        var replies: [(RequestID, Reply)] = []
        var refused: [(RequestID, Reply)] = []
        let taken = requests.prefix(alone > 0 ? 1 : Self.batchBound)
        requests.removeFirst(taken.count)
        alone -= min(alone, taken.count)
        for (id, request) in taken {
            let reply = redacted(admission.decide(request), to: request)
            if case .refused = reply { refused.append((id, reply)) } else { replies.append((id, reply)) }
        }
        let obsolete = admission.stage(placements, statuses)
        for key in obsolete.placements { placements[key] = nil }
        for key in obsolete.statuses { statuses[key] = nil }
        clock = admission.clock
        generator = admission.generator
        let expired =
            isSweepDue(now)
            ? replica.expiredTombstones(at: now.wall, isAlone: exchange.isAlone)
                .filter { admission.changed[$0] == nil } : []
        let staged: StagedCommit?
        do throws(Failure) {
            staged = try replica.prepare(
                admission.changed.values.sorted { $0.key < $1.key }, lettingGo: expired)
        } catch {
            cannotPrepare(Array(taken), error, now)
            return
        }
        for (id, reply) in refused { effects.append(.reply(id, reply)) }
        var batch = staged?.batch ?? Batch()
        batch.events = freshEvents
        batch.lost = freshLost
        freshEvents = []
        freshLost = nil
        batch.adopted = admission.adopted
        batch.removed = expired
        if isSweepDue(now) { sweptAt = now.uptime }
        guard !batch.isEmpty else {
            for (id, reply) in replies { effects.append(.reply(id, reply)) }
            return
        }
        let commit = OutstandingCommit(id: inFlight.commit(), batch: batch, staged: staged, replies: replies)
        outstanding = commit
        effects.append(.commit(commit.id, batch))
    }

    /// A record could not become entries. What the node itself had worked out of it is worked out anew; otherwise each
    /// request gets a commit, and an answer, of its own.
    private mutating func cannotPrepare(_ taken: [(RequestID, Request)], _ failure: Failure, _ now: Moment) {
        let key = ResourceKey(failure.subject)
        let isOwn = key.map { statuses[$0] != nil || placements[$0] != nil } ?? false
        if let key, isOwn {
            statuses[key] = nil
            placements[key] = nil
        }
        if isOwn || taken.count > 1 {
            requests.insert(contentsOf: taken, at: 0)
            alone = isOwn ? 0 : taken.count
        } else {
            for (id, _) in taken { effects.append(.reply(id, .refused([Refusal(key: key, failure: failure)]))) }
        }
        commitFailures += 1
        let wait = min(10_000, Backoff.wait(attempt: commitFailures, using: &generator))
        commitNotBefore = now.uptime + (alone > 0 ? 0 : wait)
        log(.error, "Nothing was written", ["error": failure.description])
    }

    private func isSweepDue(_ now: Moment) -> Bool {
        guard let sweptAt else { return true }
        return now.uptime - sweptAt >= Self.sweepInterval
    }

    mutating func committed(_ id: CommitID, _ now: Moment) {
        guard let commit = outstanding, commit.id == id else { return }
        outstanding = nil
        commitFailures = 0
        let concern = concern(of: commit.staged)
        let changes = commit.staged.map { replica.commit($0) } ?? []
        for change in changes {
            let old = change.old
            guard let record = change.new else {
                if let old { vanished(old, concern) }
                continue
            }
            if record.key.kind == .variable { noteVariable(old, record) }
            if old?.spec != record.spec { forgetRenderings(restingOn: record, old, concern) }
            if let status = statuses[record.key], status.uid != record.uid || status == record.status?.value {
                statuses[record.key] = nil
            }
            if placements[record.key] == record.placement?.value { placements[record.key] = nil }
            let isEnding = record.isTombstone && old?.uid == record.uid && record.key.kind.isReconciled
            // Of another node's writes one may change the record that is not the latest: the revision is the same then.
            if old?.spec != record.spec, !isEnding {
                // Another object under the name, or one taken over: what the engine shows of it has to be seen anew.
                if old?.uid != record.uid || !commit.batch.adopted.isEmpty { distrustViews(of: record.key) }
                specChanged(record, concern)
            } else if old?.placement != record.placement {
                ready.append(record.key)
            }
            // Of those placed here, whatever reports their statuses does.
            if let placement = record.placement?.value, placement.node != configuration.node,
                old?.status != record.status
            {
                wakeNeighbours(of: record.key)
            }
            if record.isTombstone {
                wakeNeighbours(of: record.key)
                forget(record.key)
            }
        }
        for adoption in commit.batch.adopted where !recovery.adopted.contains(adoption) {
            recovery.adopted.append(adoption)
        }
        for (id, reply) in commit.replies { effects.append(.reply(id, reply)) }
        let keys = changes.map(\.key)
        if !keys.isEmpty { effects.append(.changed(keys)) }
        if let staged = commit.staged { exchanged(staged, now) }
    }

    mutating func commitFailed(_ id: CommitID, _ failure: Failure, _ now: Moment) {
        guard let commit = outstanding, commit.id == id else { return }
        outstanding = nil
        commitFailures += 1
        let wait = min(10_000, Backoff.wait(attempt: commitFailures, using: &generator))
        commitNotBefore = now.uptime + wait
        freshEvents = commit.batch.events + freshEvents
        if recovery.lost != nil { freshLost = freshLost ?? commit.batch.lost }
        if freshEvents.count > EventLog.capacity { freshEvents.removeFirst(freshEvents.count - EventLog.capacity) }
        sweptAt = commit.batch.removed.isEmpty ? sweptAt : nil
        let refused = Reply.refused([Refusal(key: nil, failure: failure)])
        for (id, _) in commit.replies { effects.append(.reply(id, refused)) }
        log(.error, "Commit failed", ["error": failure.description])
    }

    /// Which spaces the variables and volumes that are about to be committed go into.
    private func concern(of staged: StagedCommit?) -> Concern {
        guard let staged else { return Concern() }
        let changed = staged.records.lazy.filter { store[$0.key]?.spec != $0.spec }.map(\.key)
        let vanished = staged.delta.changes.lazy.filter { $0.new == nil }.compactMap(\.key.resource)
        return Concern(Array(changed) + Array(vanished), before: store)
    }

    /// Looks again at everything whose plan rests on the changed record.
    private mutating func specChanged(_ record: Record, _ concern: Concern) {
        switch record.key.kind {
        case .space:
            supersede(record.key)
            wakeNeighbours(of: record.key)
        case .template:
            for space in store.spaces(ofTemplate: record.key.name) { supersede(space) }
        case .volume:
            supersede(record.key)
            for space in concern.spaces(of: record.key, in: store) { supersede(space) }
        case .variable:
            for space in concern.spaces(of: record.key, in: store) { supersede(space) }
        case .script, .zone, .token:
            break
        }
    }

    /// Drops the renderings that what was committed goes into. What comes of a protected value is covered wherever it
    /// stands, so that such a value goes into all.
    private mutating func forgetRenderings(restingOn record: Record, _ old: Record?, _ concern: Concern) {
        switch record.key.kind {
        case .variable where record.manifest.isProtected || old?.manifest.isProtected == true: renders = RenderCache()
        case .variable, .volume: renders.changed(concern.spaces(of: record.key, in: store))
        case .space: renders.changed([record.key])
        default: break
        }
    }

    /// Nothing is known of a resource any more: peers say that it is over, and remember nothing of it.
    private mutating func vanished(_ old: Record, _ concern: Concern) {
        if old.key.kind != .space { renders = RenderCache() }
        specChanged(old, concern)
        forget(old.key)
        ready.append(old.key)
    }

    private mutating func supersede(_ key: ResourceKey) {
        work[key]?.wipeFailures()
        work[key]?.execution.isSuperseded = true
        timers.cancel(key)
        ready.append(key)
    }

    private mutating func distrustViews(of key: ResourceKey) {
        work[key]?.looks.distrust()
        work[key]?.looks.isUnknownTold = false
    }

    /// Drops what is kept in mind of a key that is gone.
    private mutating func forget(_ key: ResourceKey) {
        if !inFlight.isBusy(key) { work[key] = nil }
        renders.changed([key])
        timers.cancel(key)
        statuses[key] = nil
        placements[key] = nil
    }
}
