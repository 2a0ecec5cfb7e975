import Foundation
import KnotModel

/// The node's two clocks, read together: the wall's, and one that never jumps.
package struct NodeClock: Sendable {
    private let start = ContinuousClock.now

    package init() {}

    package func now() -> Moment {
        let wall = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
        return Moment(wall: WallTime(milliseconds: wall), uptime: uptime)
    }

    /// Milliseconds since this clock was made.
    package var uptime: Uptime { Uptime(milliseconds: (ContinuousClock.now - start).milliseconds) }

    /// Returns at `time` or a little later; at once when that is past. Throws when the task is cancelled.
    package func sleep(until time: Uptime) async throws {
        try await Task.sleep(until: start + .milliseconds(time.milliseconds), clock: .continuous)
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
