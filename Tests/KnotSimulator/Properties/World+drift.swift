import KnotModel
import KnotPlan

/// What somebody else changed of a container that runs is put back, or its status tells of it.
extension World {
    mutating func checkDrift(_ record: Record, _ status: Status, _ container: SimulatedContainer) {
        let policy = driftPolicy(of: record)
        let told = Set(status.drift.map(\.path))
        let drifted = drifted(container)
        if policy == .ignore {
            if !told.isEmpty { violate(.driftSeenTo, "\(record.key) ignores drift and tells of \(told.sorted())") }
            return
        }
        for field in drifted.subtracting(told).sorted() {
            violate(.driftSeenTo, "\(field) of \(record.key) was changed by hand, and its status does not say so")
        }
        guard policy == .correct else { return }
        let left = status.drift.filter { drifted.contains($0.path) }
        for difference in left where difference.effect != .restart {
            // Tried again and again, as the other may go.
            if difference.path == "container_name", isTaken(container.spec.name, besides: container) {
                if status.condition(.drifted)?.reason != Failure.Code.nameTaken.reason {
                    violate(.driftSeenTo, "\(record.key) does not say that \(container.spec.name) is another's name")
                }
                continue
            }
            violate(.driftSeenTo, "\(difference.path) of \(record.key) was changed by hand and not put back")
        }
        if let first = left.first, [nil, "Drifted"].contains(status.condition(.drifted)?.reason) {
            violate(.driftSeenTo, "\(record.key) does not say that a restart puts \(first.path) back")
        }
    }

    func driftPolicy(of record: Record) -> DriftPolicy {
        record.space.drift ?? template(of: record)?.template.drift ?? .correct
    }

    private func isTaken(_ name: String, besides container: SimulatedContainer) -> Bool {
        hosts.contains { host in
            let all = host.engine.containers
            return all.contains { $0.id == container.id } && all.contains { $0.name == name && $0.id != container.id }
        }
    }

    /// The fields in which a container is not as it was made, limits apart.
    private func drifted(_ container: SimulatedContainer) -> Set<String> {
        var fields: Set<String> = []
        if container.restartPolicy != "no" { fields.insert("restart policy") }
        if container.processLimit != container.spec.pidsLimit ?? .max, container.spec.pidsLimit != nil {
            fields.insert("pids_limit")
        }
        fields.formUnion(container.otherLimits.keys)
        if container.name != container.spec.name { fields.insert("container_name") }
        let made = Set([container.spec.network ?? "bridge"] + container.spec.networks)
        if Set(container.networks) != made { fields.insert("networks") }
        return fields
    }
}
