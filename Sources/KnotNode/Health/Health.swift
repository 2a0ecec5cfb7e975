import KnotModel

/// What the checks of one run of one container have shown.
struct Health: Sendable {
    enum Verdict: Sendable, Hashable { case starting, well, unwell }

    let check: HealthCheck
    let containerID: String
    let startedAt: WallTime?
    var verdict: Verdict
    var failures = 0
    var lastFailure: Failure?
    /// The probe under way, and when its answer is no longer waited for.
    var probe: ProbeID?
    var deadline: Uptime?
    /// When the next probe is due.
    var due: Uptime

    func isAbout(_ check: HealthCheck, _ containerID: String, _ startedAt: WallTime?) -> Bool {
        self.check == check && self.containerID == containerID && self.startedAt == startedAt
    }
}
