import KnotModel
import KnotPlan

/// What the engines showed of a key, and the looks that failed.
struct Looks: Sendable {
    /// One engine's snapshot of the key.
    struct View: Sendable {
        var snapshot: EngineSnapshot
        var takenAt: Uptime
        /// Something may have changed since it was taken.
        var isStale = false
    }

    var views: [EngineKind: View] = [:]
    /// The view was hinted to be out of date while a look at the engine was under way.
    var isHinted = false

    /// Looks that failed in a row, the last failure, and when the next is due. Apart from those of actions: a failed
    /// action is followed by a look at once, so that the status tells what is so while the next try waits.
    var failures = 0
    @Boxed var failure: Failure?
    @Boxed var notBefore: Uptime?

    /// Containers on their way to another state, by id, and since when they are seen so.
    var passing: [String: Uptime] = [:]
    /// That containers of it are left alone, because the database does not know them, was told.
    var isUnknownTold = false

    /// All views may be out of date.
    mutating func distrust() {
        for kind in views.keys.sorted() { views[kind]?.isStale = true }
    }

    /// Forgets that looks failed, because the engine answers again.
    mutating func wipeFailures() {
        failures = 0
        failure = nil
        notBefore = nil
    }
}
