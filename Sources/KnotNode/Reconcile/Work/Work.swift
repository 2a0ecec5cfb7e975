import KnotModel
import KnotPlan

/// What a node keeps in mind of one key between two looks at it. All of it may be forgotten at any moment without harm:
/// what runs is learnt from the engine, what should from the store. A key of which there is nothing to keep has none.
///
/// There may be one for each of many thousand spaces: what few of them have is boxed.
struct Work: Sendable {
    /// One engine's snapshot of the key.
    struct View: Sendable {
        var snapshot: EngineSnapshot
        var takenAt: Uptime
        /// Something may have changed since it was taken.
        var isStale = false
    }

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

    /// The exit that the next start answers to, so that one exit is waited for once.
    struct Exit: Sendable, Hashable {
        var containerID: String
        var finishedAt: WallTime?
    }

    /// A change of what runs that failed.
    struct Correction: Sendable {
        /// So often is tried what an engine refuses and may take later; then it waits for a restart.
        static let mostTries = 3

        var failure: Failure
        var failures = 0
        /// When it may be tried again; `nil` when it is to be tried now, and once it is given up.
        var notBefore: Uptime?
        var isGivenUp = false
    }

    /// A stop that the engine was asked for.
    struct Stop: Sendable {
        /// When the run began that it ends.
        var startedAt: WallTime
        /// Until when it may end although its answer was lost.
        var until: Uptime
    }

    /// One run of one container.
    struct Run: Sendable, Hashable {
        var containerID: String
        var startedAt: WallTime?
        var since: Uptime
    }

    var views: [EngineKind: View] = [:]
    @Boxed var errand: Errand?
    /// The view was hinted to be out of date while a look at the engine was under way.
    var isHinted = false
    /// What the plan rests on has changed: the store, or the space's health. Steps not yet begun are dropped.
    var isSuperseded = false

    /// Looks that failed in a row, the last failure, and when the next is due. Apart from those of actions: a failed
    /// action is followed by a look at once, so that the status tells what is so while the next try waits.
    var failedLooks = 0
    @Boxed var lookFailure: Failure?
    @Boxed var lookNotBefore: Uptime?

    var failures = 0
    /// When the next action may be tried.
    var notBefore: Uptime?
    @Boxed var lastError: Failure?
    /// A failure that no retry mends; cleared by a change in the store.
    var isStuck = false

    /// Changes of what runs that the engine did not make, apart from other failures: they keep nothing else waiting.
    var corrections: [Action: Correction] = [:]

    /// Errands that succeeded in a row without the plan becoming empty.
    var rounds = 0

    var imageMissing = false
    var imagePulled = false
    @Boxed var pull: PullProgress?

    /// Containers on their way to another state, by id, and since when they are seen so.
    var passing: [String: Uptime] = [:]

    /// The run of each container that this node asked its engine to stop last, by when it began.
    var stops: [String: Stop] = [:]
    /// Containers, by id, that this node asked its engine to remove, until they are seen to be gone.
    var removing: Set<String> = []

    var restarts = 0
    /// The run that goes on, and since when it is known.
    @Boxed var run: Run?
    @Boxed var exit: Exit?
    @Boxed var startNotBefore: Uptime?

    /// When the key may begin its next plan, once it asked for its turn.
    @Boxed var turn: Uptime?
    /// What it waits for before it starts or stops, by `depends_on`.
    @Boxed var hold: Failure?
    @Boxed var stopHeldSince: Uptime?
    /// Why it does not run although it should, by its template's schedule.
    @Boxed var suspension: Suspension?
    /// Its container has processes, and no restart was asked for since it was made: an edit does not end it.
    var isLive = false
    /// What knot's own checks of the container that runs have shown.
    @Boxed var health: Health?
    /// The check that its engine runs, where it may be left out.
    @Boxed var engineCheck: EngineCheck?
    /// The scripts of the container that runs, if it has any.
    @Boxed var startup: HookRun?
    /// The script before the last stop that had one.
    @Boxed var shutdown: HookRun?
    /// Why it runs although its schedule is closed.
    @Boxed var outlasts: String?
    /// The stop by schedule that was warned of.
    @Boxed var warnedOf: WallTime?

    /// The engine said that it made the volume and does not show it as ours: it was there before, without our labels.
    var isVolumeAdopted = false
    /// That containers of it are left alone, because the database does not know them, was told.
    var isUnknownTold = false

    /// After so many starts in a row that did not last, the next one is no news.
    static let loop = 3
    /// Milliseconds that what kept exiting must run before it counts as running.
    static let steadiness: Int64 = 10_000

    /// How much longer the container has to run, after it kept exiting, to count as running; `nil` when it does.
    func unsteadiness(_ container: ObservedContainer?, at now: Moment) -> Int64? {
        guard restarts >= Self.loop, let container, container.state == .running else { return nil }
        guard let run, run.containerID == container.id, run.startedAt == container.detail?.startedAt else {
            return Self.steadiness
        }
        let left = Self.steadiness - (now.uptime - run.since)
        return left > 0 ? left : nil
    }

    func isUnsteady(_ container: ObservedContainer?, at now: Moment) -> Bool {
        unsteadiness(container, at: now) != nil
    }

    /// Forgets that looks failed, because the engine answers again.
    mutating func wipeFailedLooks() {
        failedLooks = 0
        lookFailure = nil
        lookNotBefore = nil
    }

    /// Forgets failures, because what was tried is no longer what is wanted.
    mutating func wipeFailures() {
        failures = 0
        rounds = 0
        notBefore = nil
        lastError = nil
        isStuck = false
        imageMissing = false
        imagePulled = false
        corrections = [:]
        startNotBefore = nil
        isVolumeAdopted = false
    }
}
