import KnotModel
import KnotPlan

/// Containers on their way to another state: being removed, restarting, stopping.
///
/// The engine sees them through within seconds, and they are left alone meanwhile. One that an engine lost sight of, as
/// when it was killed in between, shows the same state for ever; after `patience` the plan may see to it.
extension NodeCore {
    /// Milliseconds for which a container may be on its way; longer than any engine's own grace but a long stop's.
    private static let patience: Int64 = 15_000
    /// Milliseconds between two looks at a container on its way, whatever the events say.
    private static let interval: Int64 = 1_000

    /// Takes in which containers of the key are on their way, and since when. True when some are.
    @discardableResult
    mutating func notePassing(_ key: ResourceKey, _ containers: [ObservedContainer], _ now: Moment) -> Bool {
        let passing = containers.filter { [.removing, .restarting, .unknown].contains($0.state) }
        guard !passing.isEmpty || work[key]?.looks.passing.isEmpty == false else { return false }
        var since: [String: Uptime] = [:]
        for container in passing { since[container.id] = work[key]?.looks.passing[container.id] ?? now.uptime }
        work[key, default: Work()].looks.passing = since
        return !passing.isEmpty
    }

    /// Those that have been on their way for too long.
    func stuck(_ key: ResourceKey, _ now: Moment) -> Set<String> {
        guard let passing = work[key]?.looks.passing else { return [] }
        return Set(passing.filter { now.uptime - $0.value >= Self.patience }.keys)
    }

    /// Looks again soon, as long as containers of the key are on their way. True when some are.
    @discardableResult
    mutating func followPassing(_ key: ResourceKey, _ now: Moment) -> Bool {
        guard work[key]?.looks.passing.isEmpty == false else { return false }
        work[key]?.looks.distrust()
        timers.schedule(key, at: now.uptime + Self.interval)
        return true
    }
}
