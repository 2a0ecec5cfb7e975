import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

/// The order of starting and stopping that `depends_on` asks for.
///
/// A space starts once all it depends on are ready. It stops after those of its dependants that are to stop too; one
/// that is to go on running does not hold it, and none holds it for longer than `stopPatience`.
extension NodeCore {
    /// Milliseconds for which a stop waits for dependants that do not come to their end.
    private static let stopPatience: Int64 = 60_000

    /// Works out what the space has to wait for, if anything.
    mutating func noteHold(_ record: Record, _ now: Moment) {
        let key = record.key
        guard key.kind == .space else { return }
        guard intent(of: record) != .running else {
            work[key, default: Work()].dependencies.hold = startHold(record)
            work[key]?.dependencies.stopHeldSince = nil
            return
        }
        guard let hold = stopHold(record) else {
            work[key, default: Work()].dependencies.hold = nil
            work[key]?.dependencies.stopHeldSince = nil
            return
        }
        let since = work[key]?.dependencies.stopHeldSince ?? now.uptime
        let isPatient = now.uptime - since < Self.stopPatience
        work[key, default: Work()].dependencies.stopHeldSince = since
        work[key]?.dependencies.hold = isPatient ? hold : nil
        if isPatient { timers.schedule(key, at: since + Self.stopPatience) }
    }

    private func startHold(_ record: Record) -> Failure? {
        let missing = unready(record)
        guard !missing.isEmpty else { return nil }
        let states = missing.prefix(5).map { "\($0) \(standing($0))" }.joined(separator: ", ")
        return Failure(
            .dependencyNotReady, subject: record.key.description,
            "it starts once what it depends on is ready: " + states + (missing.count > 5 ? ", …" : ""))
    }

    /// What a space depends on and cannot have yet.
    func unready(_ record: Record) -> [ResourceKey] { record.dependencies.filter { !isReady($0) } }

    private func stopHold(_ record: Record) -> Failure? {
        let going = store.holders(of: record.key).filter { key in
            guard let dependant = store[key], !dependant.isTombstone, intent(of: dependant) != .running else {
                return false
            }
            return hasContainer(dependant)
        }
        guard !going.isEmpty else { return nil }
        return Failure(
            .dependencyNotReady, subject: record.key.description,
            "it stops after what depends on it and is to stop too: \(going.firstFive)")
    }

    /// As far as is known, and here only what the engine has shown since this node started. Of what cannot be read nothing
    /// is known.
    private func isReady(_ key: ResourceKey) -> Bool {
        guard recovery.quarantine[key] == nil, let record = store[key], !record.isTombstone,
            intent(of: record) == .running, let status = latestStatus(record), status.phase == .running,
            status.condition(.ready)?.state == .yes, let placement = record.placement?.value
        else { return false }
        guard placement.node == configuration.node else { return true }
        return work[key]?.looks.views[placement.engine]?.snapshot.containers.contains {
            $0.state == .running && $0.ownership.uid == record.uid && $0.ownership.epoch == placement.epoch
        } ?? false
    }

    /// "is Starting", for messages.
    func standing(_ key: ResourceKey) -> String {
        guard recovery.quarantine[key] == nil else { return "is not known for now" }
        guard let record = store[key], !record.isTombstone else { return "does not exist" }
        if record.isDeleting { return "is being deleted" }
        if intent(of: record) != .running { return "is stopped" }
        guard let status = latestStatus(record) else { return "is Pending" }
        if status.phase == .running, status.condition(.ready)?.state != .yes { return "is not ready" }
        return "is \(status.phase.rawValue)"
    }

    private func hasContainer(_ record: Record) -> Bool {
        if let placement = record.placement?.value, placement.node == configuration.node,
            let view = work[record.key]?.looks.views[placement.engine]
        {
            return !view.snapshot.containers.isEmpty
        }
        return latestStatus(record)?.containerID != nil
    }

    /// Something is new about the space: those that may wait for it look again.
    mutating func wakeNeighbours(of key: ResourceKey) {
        guard key.kind == .space else { return }
        for neighbour in store.holders(of: key) + (store[key]?.dependencies ?? []) { ready.append(neighbour) }
    }
}
