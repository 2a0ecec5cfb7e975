import KnotModel
import KnotNode
import KnotPlan

/// What must hold once faults have stopped and the world has run on.
extension World {
    mutating func checkSettled() {
        note("must be settled")
        for (id, asked) in clients.pending.sorted(by: { $0.key < $1.key }) {
            violate(
                .requestsAnswered, "request \(id) \(Summary.of(asked.request)) got no answer since \(asked.time) ms")
        }
        if seat?.isUnsure != true {
            for record in database.records where isHere(record) {
                switch record.key.kind {
                case .space: checkSpace(record)
                case .volume: checkVolume(record)
                default: break
                }
            }
            checkOrphans()
        }
        commitsWhenSettled = database.commits
        writesWhenSettled = writesByKey
        restless = Set(database.records.filter(isRestless).map(\.key))
    }

    private func isRestless(_ record: Record) -> Bool {
        if isScripting(record) { return true }
        if record.currentStatus?.lastError != nil || (record.currentStatus?.restarts ?? 0) > 0 { return true }
        guard record.key.kind == .space else { return false }
        let isIll = hosts.contains { host in
            host.engine.containers(of: record.key, for: tenant).contains(where: \.isIll)
        }
        let mayBeRestarted = isRestartedWhenUnwell(record) && (isIll || obstacle(to: record) != nil)
        return mayBeRestarted || hasChangeAhead(record, within: scenario.settled + 10_000)
            || dependencies(of: record).contains { key in
                database[key].map { hasChangeAhead($0, within: scenario.settled + 10_000) } ?? false
            }
    }

    private mutating func checkSpace(_ record: Record) {
        let all = hosts.flatMap { $0.engine.containers(of: record.key, for: tenant) }
        if record.isDeleting {
            if !record.isTombstone, !hasReason(record) {
                violate(
                    .deletionsComplete, "\(record.key) is \(record.currentStatus?.phase.rawValue ?? "without status")")
            }
            if record.isTombstone, !all.isEmpty {
                violate(.deletionsComplete, "\(record.key) is gone but \(all[0].id) is there")
            }
            checkVolumesGone(record)
            checkDirectoriesGone(record)
            return
        }
        guard let status = record.currentStatus else {
            if record.placement != nil || obstacle(to: record) == nil {
                violate(.desiredReached, "\(record.key) has no status")
            }
            return
        }
        if status.condition(.ready)?.state != .yes, !status.conditions.contains(where: Self.saysWhyNot) {
            violate(.saysWhyNot, "\(record.key) is \(status.phase.rawValue): \(status.conditions)")
        }
        if status.observedRevision != record.revision, status.lastError == nil {
            violate(.statusHonest, "\(record.key) is at \(record.revision), its status at \(status.observedRevision)")
        }
        let standing = standing(record)
        if standing == .either, record.space.isWanted {
            checkUptime(record, status, all)
            return
        }
        if !record.space.isWanted || standing == .stopped {
            if !all.isEmpty {
                violate(.desiredReached, "\(record.key) should be stopped and \(all[0].id) is \(all[0].state)")
            }
            if status.phase != .stopped {
                violate(.statusHonest, "\(record.key) is stopped and says \(status.phase.rawValue)")
            }
            return
        }
        checkRunningSpace(record, status, all)
    }

    private mutating func checkRunningSpace(_ record: Record, _ status: Status, _ all: [SimulatedContainer]) {
        let program = all.first?.program
        let running = all.first { $0.state == .running && $0.ownership?.uid == record.uid }
        if actionsInFlight.values.contains(record.key) { return }
        if let running, program?.lasts == true {
            if all.count > 1 { violate(.noOrphans, "\(record.key) has \(all.count) containers") }
            if running.ownership?.epoch != record.placement?.value.epoch {
                violate(.desiredReached, "\(record.key) runs as it was placed before")
            }
            checkHealth(record, status, running)
            checkLimits(record, status, running)
            checkDrift(record, status, running)
            if running.program == .sickly { return }
            // A restart that fetches its image first, and has not stopped anything yet.
            let isPulling = status.phase == .pulling && actionsInFlight.values.contains { $0 == nil }
            if status.phase != .running, !isPulling {
                violate(.statusHonest, "\(record.key) runs and says \(status.phase.rawValue)")
            }
            if status.containerID != running.id { violate(.statusHonest, "\(record.key) names another container") }
            checkImage(record, status, running)
            checkScripts(record, status, running)
            let replaced = running.ownership?.restart == record.spec.value.restart
            if !replaced, obstacle(to: record) == nil {
                violate(.desiredReached, "\(record.key) was not restarted, and nothing is in the way")
            }
            return
        }
        let paused = all.contains { $0.state == .paused } && record.space.drift != nil
        if obstacle(to: record) == nil, all.isEmpty || program?.lasts == true, !paused {
            let state = all.first?.state.rawValue ?? "nothing"
            let error = status.lastError?.description ?? "no error"
            violate(.desiredReached, "\(record.key) does not run (\(state)), and nothing is in the way: \(error)")
        }
        if program?.lasts != false, status.phase == .running, !paused {
            violate(.statusHonest, "\(record.key) says Running and does not run")
        }
        if running == nil, !hasReason(record) {
            violate(.desiredReached, "\(record.key) is \(status.phase.rawValue) and does not say why")
        }
    }

    /// The status names the image that runs, and says so when another one has its name by now.
    private mutating func checkImage(_ record: Record, _ status: Status, _ running: SimulatedContainer) {
        guard let placement = record.placement?.value, let index = hostIndex(placement.engine) else { return }
        if status.image?.id != running.imageID || status.image?.reference != running.spec.image {
            violate(.statusHonest, "\(record.key) runs \(running.imageID) and says \(status.image?.id ?? "nothing")")
        }
        let template = record.space.template
            .flatMap { database[ResourceKey(.template, name: $0)] }
        guard obstacle(to: record) == nil, let template,
            template.template.image == running.spec.image,
            let named = hosts[index].engine.images[running.spec.image]
        else { return }
        let isSaid = status.pending.contains { $0.path == FieldDifference.imageIDPath }
        if isSaid != (named != running.imageID) {
            violate(.statusHonest, "\(record.key) runs \(running.imageID), the name means \(named), said: \(isSaid)")
        }
    }

    private static func saysWhyNot(_ condition: Condition) -> Bool {
        (condition.state != .yes || [.degraded, .suspended].contains(condition.topic)) && !condition.message.isEmpty
    }

    private func hasReason(_ record: Record) -> Bool {
        guard let status = record.currentStatus else { return false }
        return status.lastError != nil
            || status.conditions.contains { condition in
                !condition.reason.isEmpty
                    && (condition.state != .yes || condition.topic == .degraded || condition.topic == .drifted)
            }
    }

    private mutating func checkVolumesGone(_ record: Record) {
        guard record.isTombstone, record.spec.value.deletion?.keepVolumes == false else { return }
        for host in hosts {
            for volume in host.engine.volumes where volume.ownership?.uid == record.uid {
                violate(.deletionsComplete, "\(record.key) is gone and volume \(volume.name) is there")
            }
        }
    }

    private mutating func checkVolume(_ record: Record) {
        guard record.isDeleting else { return }
        if !record.isTombstone, !hasReason(record) {
            violate(.deletionsComplete, "\(record.key) is \(record.currentStatus?.phase.rawValue ?? "without status")")
        }
    }

    private mutating func checkOrphans() {
        for host in hosts {
            for container in host.engine.containers {
                guard let ownership = container.ownership, tenant.owns(ownership) else { continue }
                let record = database[ownership.key]
                if record == nil || record?.uid != ownership.uid || record?.isTombstone == true {
                    violate(.noOrphans, "\(container.id) of \(ownership.key) belongs to nothing")
                } else if let record, !isHere(record) {
                    violate(.noOrphans, "\(container.id) of \(ownership.key) is here and was placed elsewhere")
                }
            }
        }
    }

    mutating func checkStayedSettled() {
        note("must have stayed settled")
        for (key, count) in writesByKey.sorted(by: { $0.key < $1.key }) where count != writesWhenSettled[key] {
            if ResourceKey(key).map(restless.contains) == true { continue }
            // Whoever tries again and again to make a container makes sure of its volumes each time.
            if key.hasPrefix("volume/"), restless.contains(where: { $0.kind == .space }) { continue }
            violate(.quiescent, "\(count - (writesWhenSettled[key] ?? 0)) writes for \(key), which was settled")
        }
        if restless.isEmpty, database.commits != commitsWhenSettled {
            violate(.quietStore, "\(database.commits - commitsWhenSettled) commits, though nothing happened")
        }
    }

    /// One more apply of everything that is stored, by whoever wrote it.
    mutating func applyEverythingAgain() {
        guard node != nil, seat?.isUnsure != true else { return }
        for record in database.records where record.key.kind.isManifest && !record.isDeleting {
            let options = ApplyOptions(owner: record.spec.value.owner, user: record.key.owner)
            let request = Request.apply([record.manifest], options)
            let id = clients.ask(request, at: clock, expectsNoChange: true)
            note("ask \(id) again \(record.key)")
            deliver(.request(id, request))
        }
    }

    mutating func checkEnd() {
        for (id, asked) in clients.pending.sorted(by: { $0.key < $1.key }) {
            violate(.requestsAnswered, "request \(id) \(Summary.of(asked.request)) got no answer")
        }
    }
}
