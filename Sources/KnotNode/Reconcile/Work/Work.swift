import KnotModel
import KnotPlan

/// What a node keeps in mind of one key between two looks at it, by topic. All of it may be forgotten at any moment without
/// harm: what runs is learnt from the engine, what should from the store. A key of which there is nothing to keep has none.
///
/// There may be one for each of many thousand spaces: what few of them have is boxed.
struct Work: Sendable {
    var looks = Looks()
    var execution = Execution()
    var retries = Retries()
    var restarts = Restarts()
    var health = HealthMemory()
    var hooks = HookMemory()
    var dependencies = DependencyMemory()
    var schedule = ScheduleMemory()

    /// Forgets failures, because what was tried is no longer what is wanted.
    mutating func wipeFailures() {
        retries = Retries()
        restarts.notBefore = nil
        execution.rounds = 0
        execution.imageMissing = false
        execution.imagePulled = false
        execution.isVolumeAdopted = false
    }
}

/// What the health checks of the container that runs have shown.
struct HealthMemory: Sendable {
    /// Knot's own.
    @Boxed var check: Health?
    /// The one that its engine runs, where it may be left out.
    @Boxed var engineCheck: EngineCheck?
}

/// The scripts of a space.
struct HookMemory: Sendable {
    /// Of the container that runs, if it has any.
    @Boxed var startup: HookRun?
    /// Before the last stop that had one.
    @Boxed var shutdown: HookRun?
}

/// What a space waits for before it starts or stops, by `depends_on`.
struct DependencyMemory: Sendable {
    @Boxed var hold: Failure?
    @Boxed var stopHeldSince: Uptime?
}

/// What a template's hours and `max_uptime` make of a space.
struct ScheduleMemory: Sendable {
    /// Why it does not run although it should.
    @Boxed var suspension: Suspension?
    /// Its container has processes, and no restart was asked for since it was made: an edit does not end it.
    var isLive = false
    /// Why it runs although its schedule is closed.
    @Boxed var outlasts: String?
    /// The stop by schedule that was warned of.
    @Boxed var warnedOf: WallTime?
}
