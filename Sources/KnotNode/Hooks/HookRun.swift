import KnotModel

/// The scripts of a hook for one run of one container, as this node knows of them.
struct HookRun: Sendable {
    var report: HookReport
    /// The order under way.
    var order: ScriptID?
    /// When the node no longer waits for an answer to it.
    var deadline: Uptime?
    /// For a stop: the revision of the space that it brings about.
    var revision: Stamp?

    var isUnderWay: Bool { order != nil }

    mutating func begin(_ id: ScriptID, until deadline: Uptime, _ now: Moment) {
        order = id
        self.deadline = deadline
        report.state = .running
        report.since = now.wall
    }

    mutating func end(_ outcome: ScriptOutcome, _ now: Moment) {
        order = nil
        deadline = nil
        report.state = outcome.failure == nil ? .done : .failed
        report.exitCode = outcome.exitCode
        report.message = outcome.failure?.description ?? ""
        report.since = now.wall
    }

    /// Its order was called off: it is as if it had not begun.
    mutating func callOff(_ now: Moment) {
        order = nil
        deadline = nil
        report.state = .waiting
        report.since = now.wall
    }
}
