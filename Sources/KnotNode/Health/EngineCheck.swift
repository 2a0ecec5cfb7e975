import KnotModel

/// A container's own health check, where its engine leaves it to others when it is run.
struct EngineCheck: Sendable {
    let containerID: String
    let startedAt: WallTime?
    /// When the engine ran it last, by the engine's clock.
    var checkedAt: WallTime?
    /// Since when that is so.
    var since: Uptime
    /// The engine was found not to run it by itself.
    var isLeft = false
    /// The run of it under way, and when its answer is no longer waited for.
    var probe: ProbeID?
    var deadline: Uptime?

    func isAbout(_ containerID: String, _ startedAt: WallTime?) -> Bool {
        self.containerID == containerID && self.startedAt == startedAt
    }
}
