import KnotModel
import KnotStore

extension NodeCore {
    /// Figures for monitoring, by name.
    package var gauges: [String: Int] {
        var gauges = [
            "queue": ready.count, "active": active, "requests_waiting": requests.count,
            "statuses_waiting": statuses.count, "scripts": orders.count,
        ]
        for phase in Status.Phase.allCases where phase != .gone { gauges["spaces_\(phase.rawValue.lowercased())"] = 0 }
        for record in store.records(of: .space) {
            let phase = record.currentStatus?.phase ?? .pending
            gauges["spaces_\(phase.rawValue.lowercased())", default: 0] += 1
        }
        return gauges
    }
}
