/// What the scripts of a hook came to, for one run of one container. Part of a status: a node that starts anew knows by it
/// what need not run again.
package struct HookReport: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable {
        case waiting = "Waiting"
        case running = "Running"
        case done = "Done"
        case failed = "Failed"
    }

    package var containerID: String
    /// When that run of the container began.
    package var startedAt: WallTime
    package var state: State
    /// Of the script that ended last; `nil` when none ended by itself.
    package var exitCode: Int?
    /// What went wrong, with the last lines it wrote; else empty.
    package var message: String
    /// When `state` last changed.
    package var since: WallTime

    package init(
        containerID: String, startedAt: WallTime, state: State, exitCode: Int? = nil, message: String = "",
        since: WallTime
    ) {
        self.containerID = containerID
        self.startedAt = startedAt
        self.state = state
        self.exitCode = exitCode
        self.message = message
        self.since = since
    }

    package var hasEnded: Bool { state == .done || state == .failed }

    package func isAbout(_ containerID: String, _ startedAt: WallTime) -> Bool {
        self.containerID == containerID && self.startedAt == startedAt
    }
}
