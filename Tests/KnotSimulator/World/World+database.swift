import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// Commits, and what clients are told.
extension World {
    mutating func commit(_ id: CommitID, _ batch: Batch) {
        if commitInFlight != nil { violate(.oneCommit, "commit \(id) was asked for while another is outstanding") }
        if batch.isEmpty { violate(.wellFormedEffects, "commit \(id) has nothing in it") }
        commitInFlight = id
        keysInCommit = Set(batch.entries.compactMap(\.key.resource)).sorted() + batch.removed
        var fate = Persisting.Fate.normal
        var delay = random.draw(1...20)
        if strikes(.commitSlow) { delay = random.draw(500...6_000) }
        if strikes(.commitBusy) { fate = .busy }
        if strikes(.commitFull) { fate = .full }
        if strikes(.commitTorn) { fate = .torn }
        if strikes(.commitCrash) { fate = random.chance(500) ? .crashBefore : .crashAfter }
        switch countCall() {
        case .failBefore, .failAfter: fate = .busy
        case .crashBefore: fate = .crashBefore
        case .crashAfter, .loseReply: fate = .crashAfter
        case nil: break
        }
        push(.persist(Persisting(id: id, batch: batch, incarnation: incarnation, fate: fate)), after: delay)
    }

    mutating func persist(_ persisting: Persisting) {
        guard persisting.incarnation == incarnation, node != nil else { return }
        let id = persisting.id
        if clock < readOnlyUntil, inTurmoil {
            deliver(
                .commitFailed(
                    id, Failure(.databaseFailed, subject: "database", "the database is read-only for now")))
            return
        }
        switch persisting.fate {
        case .normal:
            store(persisting.batch)
            deliver(.committed(id))
        case .busy:
            deliver(.commitFailed(id, Failure(.busy, subject: "database", "the database is busy; try again")))
        case .full:
            deliver(
                .commitFailed(id, Failure(.outOfDisk, subject: "database", "the disk of the database is full")))
        case .crashBefore: crash()
        case .torn:
            database.tear(persisting.batch)
            crash()
        case .crashAfter:
            store(persisting.batch)
            crash()
        }
    }

    /// A batch becomes durable.
    mutating func store(_ batch: Batch) {
        let records = database.records(after: batch)
        if seat != nil { coverExchange(batch) }
        for record in records {
            // Of two deletions that are asked for on two nodes, one may come to be kept and the other done already.
            if let deletion = record.spec.value.deletion, deletions[record.uid] != false {
                deletions[record.uid] = deletion.keepVolumes
            }
            if record.key.kind == .template, record.template.prunesVolumes {
                pruning.insert(record.uid)
            }
            cover(record, before: database[record.key])
            if isHere(record) { checkReady(record, before: database[record.key]) }
            if record.key.kind == .template, database[record.key]?.spec != record.spec {
                templateChanges[record.key.name] = clock
            }
            if record.key.kind == .space, let before = database[record.key], !before.isTombstone,
                before.space.template != record.space.template
            {
                templateMoves[record.key] = clock
            }
            if record.key.kind == .space, !isToRun(record), isToRun(database[record.key]) {
                stopsWanted[record.key] = clock
            }
        }
        for key in batch.removed {
            let life = Store.tombstoneLife
            guard let record = database[key], record.isTombstone,
                record.latest.wall.milliseconds + life < now.wall.milliseconds
            else {
                violate(.tombstonesKept, "\(key) was forgotten before its time")
                continue
            }
        }
        database.commit(batch)
        for record in records { changedKeys.insert(record.key) }
        changedKeys.formUnion(batch.removed)
    }

    private mutating func cover(_ record: Record, before: Record?) {
        if let before, before.uid != record.uid, record.key.kind == .space { coverage.hit(.recreatedSameName) }
        if record.isTombstone, before?.isTombstone == false, record.spec.value.deletion?.keepVolumes == true,
            hosts.contains(where: { $0.engine.volumes.contains { $0.ownership?.uid == record.uid } })
        {
            coverage.hit(.volumeKept)
        }
        guard let status = record.currentStatus else { return }
        if status.condition(.updatePending)?.state == .yes { coverage.hit(.updatePending) }
        func isOvertaken(_ status: Status?) -> Bool {
            status?.pending.contains { $0.path == FieldDifference.imageIDPath } == true
        }
        if isOvertaken(status) {
            coverage.hit(.imageOvertaken)
        } else if isOvertaken(before?.currentStatus), status.phase == .running {
            coverage.hit(.imageCaughtUp)
        }
        if status.condition(.drifted)?.state == .yes { coverage.hit(.driftSeen) }
        if status.restarts >= 3 { coverage.hit(.crashLoop) }
        let fruitless = Failure.Code.noEffect
        if status.lastError?.code == fruitless || status.condition(.drifted)?.reason == fruitless.reason {
            coverage.hit(.fruitlessStep)
        }
        if status.drift.contains(where: { $0.effect == .restart }) { coverage.hit(.driftGivenUp) }
        if let suspended = status.condition(.suspended), suspended.state == .yes {
            switch suspended.reason {
            case "OutsideSchedule": coverage.hit(.outsideSchedule)
            case "NotStartedSinceOpening": coverage.hit(.notStarted)
            case "UptimeReached": coverage.hit(.uptimeReached)
            default: break
            }
        }
        if status.condition(.ready)?.reason == "Unhealthy" { coverage.hit(.unhealthy) }
        switch status.lastError?.code {
        case .dependencyNotReady:
            let isWanted = isToRun(record) && status.condition(.suspended)?.state != .yes
            coverage.hit(isWanted ? .dependencyAwaited : .stopHeld)
        case .outOfDisk: coverage.hit(.outOfDisk)
        case .imageMissing: coverage.hit(.imageMissing)
        case .pullDenied: coverage.hit(.pullDenied)
        case .nameTaken: coverage.hit(.nameTaken)
        case .portTaken: coverage.hit(.portTaken)
        case .commandFailed: coverage.hit(.commandFailed)
        case .templateMissing: coverage.hit(.templateMissing)
        case .networkMissing: coverage.hit(.networkMissing)
        case .engineUnreachable: coverage.hit(.engineUnreachable)
        default: break
        }
    }

    /// An answer reaches the user who asked.
    mutating func take(_ id: RequestID, _ reply: Reply) {
        guard let asked = clients.answer(id) else {
            violate(.answeredOnce, "request \(id) was answered and nobody waits for it")
            return
        }
        changedKeys.formUnion(asked.keys)
        if trial?.id == id, case .changes(let changes) = reply { trial?.said = Set(changes.flatMap(\.pending)) }
        switch reply {
        case .refused(let refusals):
            coverage.hit(.requestRefused)
            if refusals.contains(where: { $0.failure.code == .conflict }) { coverage.hit(.conflictRefused) }
            if case .apply(let manifests, _) = asked.request, Set(manifests.map(\.key)).count < manifests.count {
                coverage.hit(.namedTwiceRefused)
            }
            if asked.expectsNoChange {
                violate(.applyUnchanged, "refused: \(refusals.map(\.failure.description).joined(separator: "; "))")
            }
        case .changes(let changes):
            if asked.expectsNoChange {
                for change in changes where change.verb != .unchanged {
                    violate(.applyUnchanged, "\(change.key) is \(change.verb.rawValue): \(change.differences)")
                }
            }
            if case .apply(_, let options) = asked.request, options.dryRun {
                for change in changes {
                    guard let revision = change.revision, revision > database[change.key]?.revision ?? revision else {
                        continue
                    }
                    violate(
                        .wellFormedEffects,
                        "a dry run says that \(change.key) has revision \(revision), which it has not")
                }
            } else {
                acknowledge(changes, asked)
            }
        }
    }

    private mutating func acknowledge(_ changes: [ResourceChange], _ asked: Clients.Asked) {
        for change in changes {
            let durable = database[change.key]
            if let revision = change.revision, change.verb != .unchanged {
                if let durable, durable.revision >= revision {
                    // As promised.
                } else if change.verb == .created || change.verb == .configured {
                    let found = durable?.revision.description ?? "nothing"
                    violate(
                        .acknowledgedDurable, "\(change.key) at \(revision) was acknowledged and \(found) is durable")
                }
            }
            if let durable { checkContents(of: durable, asked) }
            clients.acknowledge(change.key, durable?.spec)
            seat?.promises[EntryKey(change.key)] = database.set(EntryKey(change.key))?.entries
        }
    }

    /// The fields that the user wrote are the ones that are stored, unless somebody else wrote since.
    private mutating func checkContents(of record: Record, _ asked: Clients.Asked) {
        guard case .apply(let manifests, let options) = asked.request, !options.dryRun, !record.isDeleting,
            !clients.mayHaveChanged(record.key)
        else { return }
        for manifest in manifests where manifest.key.kind == record.key.kind && manifest.key.name == record.key.name {
            let owner = manifest.key.owner.isEmpty ? options.user : manifest.key.owner
            guard !record.key.kind.isOwned || owner == record.key.owner else { continue }
            for field in manifest.fields where record.spec.value.fields[field.key] != field.value {
                violate(.acknowledgedDurable, "\(record.key) was acknowledged without its field \(field.key)")
            }
        }
    }
}
