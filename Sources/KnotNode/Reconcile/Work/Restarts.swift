import KnotModel
import KnotPlan

/// Starts after a container exited by itself.
struct Restarts: Sendable {
    /// The exit that the next start answers to, so that one exit is waited for once.
    struct Exit: Sendable, Hashable {
        var containerID: String
        var finishedAt: WallTime?
    }

    /// One run of one container.
    struct Run: Sendable, Hashable {
        var containerID: String
        var startedAt: WallTime?
        var since: Uptime
    }

    /// After so many starts in a row that did not last, the next one is no news.
    static let loop = 3
    /// Milliseconds that what kept exiting must run before it counts as running.
    static let steadiness: Int64 = 10_000

    /// Those in a row that did not last.
    var count = 0
    /// The run that goes on, and since when it is known.
    @Boxed var run: Run?
    @Boxed var exit: Exit?
    /// When the start after the exit may be.
    @Boxed var notBefore: Uptime?

    /// How much longer the container has to run, after it kept exiting, to count as running; `nil` when it does.
    func unsteadiness(_ container: ObservedContainer?, at now: Moment) -> Int64? {
        guard count >= Self.loop, let container, container.state == .running else { return nil }
        guard let run, run.containerID == container.id, run.startedAt == container.detail?.startedAt else {
            return Self.steadiness
        }
        let left = Self.steadiness - (now.uptime - run.since)
        return left > 0 ? left : nil
    }

    func isUnsteady(_ container: ObservedContainer?, at now: Moment) -> Bool {
        unsteadiness(container, at: now) != nil
    }
}
