import KnotModel
import KnotStore

extension NodeCore {
    /// Figures for monitoring, by name.
    package var gauges: [String: Int] {
        var gauges = [
            "queue": ready.count, "active": inFlight.places, "requests_waiting": requests.count,
            "statuses_waiting": statuses.count, "scripts": inFlight.scripts,
        ]
        let phases = store.phases
        for phase in Status.Phase.allCases where phase != .gone || phases[phase] != nil {
            gauges["spaces_\(phase.rawValue.lowercased())"] = phases[phase] ?? 0
        }
        return gauges
    }
}
