import KnotModel
import KnotPlan

/// One last trial, with nothing else going wrong: a container is killed, and must be back within seconds.
extension World {
    /// Milliseconds; far less than the time between two listings, so that only events can tell in time.
    private static let patience: Int64 = 5_000

    mutating func killOne() {
        guard node != nil else { return }
        let candidates = database.records.compactMap { record -> (ResourceKey, Int, String)? in
            guard record.key.kind == .space, !record.isDeleting, record.space.isWanted,
                let status = record.currentStatus, status.phase == .running, status.lastError == nil,
                status.condition(.ready)?.state == .yes, standing(record) == .runs,
                !hasChangeAhead(record, within: 60_000),
                status.restarts == 0, obstacle(to: record) == nil, let placement = record.placement?.value,
                let index = hostIndex(placement.engine), hosts[index].streaming, hosts[index].engine.isUp
            else { return nil }
            let containers = hosts[index].engine.containers(of: record.key, for: tenant)
            guard let only = containers.first, containers.count == 1, only.state == .running, only.program.lasts,
                only.spec.ports.isEmpty
            else { return nil }
            return (record.key, index, only.id)
        }
        guard let (key, index, id) = random.pick(candidates) else { return }
        coverage.hit(.killedAtRest)
        note("kills \(id) of \(key)")
        hosts[index].engine.end(id, code: 137, at: now.wall)
        enginesChanged = true
        sendHints(index)
        push(.mustRunAgain(key, hosts[index].engine.kind), after: Self.patience)
    }

    mutating func checkRunsAgain(_ key: ResourceKey, _ kind: EngineKind) {
        guard let index = hostIndex(kind) else { return }
        let containers = hosts[index].engine.containers(of: key, for: tenant)
        if !containers.contains(where: { $0.state == .running }) {
            violate(.runsAgain, "\(key) was killed \(Self.patience) ms ago and does not run")
        }
    }
}
