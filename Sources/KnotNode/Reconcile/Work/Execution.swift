import KnotModel
import KnotPlan

/// The plan under way, and what earlier ones have brought about that no look may show yet.
struct Execution: Sendable {
    /// The steps of a plan under way.
    struct Errand: Sendable {
        var engine: EngineKind
        var steps: [Step]
        var index = 0
        /// The container made by an earlier step.
        var created: String?
        var startedAt: Uptime
        /// The container that is the space, as the errand found it.
        var current: ObservedContainer?

        var step: Step { steps[index] }
    }

    /// A stop that the engine was asked for.
    struct Stop: Sendable {
        /// When the run began that it ends.
        var startedAt: WallTime
        /// Until when it may end although its answer was lost.
        var until: Uptime
    }

    @Boxed var errand: Errand?
    /// What the plan rests on has changed: the store, or the space's health. Steps not yet begun are dropped.
    var isSuperseded = false
    /// When the key may begin its next plan, once it asked for its turn.
    @Boxed var turn: Uptime?
    /// Errands that succeeded in a row without the plan becoming empty.
    var rounds = 0

    var imageMissing = false
    var imagePulled = false
    @Boxed var pull: PullProgress?
    /// The engine said that it made the volume and does not show it as ours: it was there before, without our labels.
    var isVolumeAdopted = false

    /// The run of each container that this node asked its engine to stop last, by when it began.
    var stops: [String: Stop] = [:]
    /// Containers, by id, that this node asked its engine to remove, until they are seen to be gone.
    var removing: Set<String> = []

    /// Forgets stops of what is gone, and those that came to nothing.
    mutating func expireStops(_ containers: [ObservedContainer], _ now: Moment) {
        guard !stops.isEmpty else { return }
        stops = stops.filter { id, stop in
            containers.contains { $0.id == id && ($0.state == .exited || now.uptime <= stop.until) }
        }
    }

    func hasStopped(_ container: ObservedContainer, _ status: Status?) -> Bool {
        guard let startedAt = container.detail?.startedAt, container.detail?.outOfMemory != true else { return false }
        if stops[container.id]?.startedAt == startedAt { return true }
        return status?.containerID == container.id && status?.endedRun == startedAt
    }
}
