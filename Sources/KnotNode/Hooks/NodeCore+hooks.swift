import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

/// Scripts at the start and the stop of a space: what both have in common.
///
/// They run beside the work on keys and take none of its places; each hook has a bound of its own.
extension NodeCore {
    /// How many orders of a hook may be under way.
    static let ordersAtOnce = 16
    /// Milliseconds beyond the timeouts of its scripts for which an order is waited for.
    private static let orderPatience: Int64 = 10_000

    /// Whether a space, by its template or its own field, has scripts at all.
    func hasScripts(_ hook: Hook, _ record: Record) -> Bool {
        guard record.key.kind == .space, let template = template(of: record) else { return false }
        return template.script(at: hook) != nil || record.space.script(at: hook) != nil
    }

    func scripts(_ hook: Hook, of record: Record) throws(Failure) -> [Script] {
        guard let template = templateRecord(of: record) else { return [] }
        return try SpaceRenderer(store, configuration.render).scripts(hook, record, template)
    }

    /// Whether no more orders of the hook may begin now.
    func isFull(_ hook: Hook) -> Bool { inFlight.count(of: hook) >= Self.ordersAtOnce }

    /// Orders scripts, and gives until when they are waited for.
    mutating func order(
        _ scripts: [Script], _ hook: Hook, _ record: Record, _ kind: EngineKind, _ container: String, _ now: Moment
    ) -> (id: ScriptID, deadline: Uptime) {
        let id = inFlight.order(hook, of: record.key)
        let order = ScriptOrder(
            hook: hook, key: record.key, uid: record.uid, containerID: container, scripts: scripts,
            redactor: redactor)
        effects.append(.runScripts(id, kind, order))
        return (id, now.uptime + (order.timeout + Self.orderPatience))
    }

    mutating func scriptsEnded(_ id: ScriptID, _ outcome: ScriptOutcome, _ now: Moment) {
        guard let order = inFlight.answered(id) else { return }
        switch order.hook {
        case .startup: startupEnded(order.key, id, outcome, now)
        case .shutdown: shutdownEnded(order.key, id, outcome, now)
        }
    }

    /// An order that nobody answered in time counts as one that failed.
    mutating func giveUp(_ id: ScriptID, _ key: ResourceKey, _ now: Moment) {
        effects.append(.endScripts(id))
        scriptsEnded(
            id,
            ScriptOutcome(
                failure: Failure(
                    .timeout, subject: key.description,
                    "nothing was heard of the script within its time; see what the engine's own log says")), now)
    }

    mutating func note(_ outcome: ScriptOutcome, of hook: Hook, _ key: ResourceKey, _ now: Moment) {
        let title = hook == .startup ? "StartupScript" : "ShutdownScript"
        if let failure = outcome.failure {
            note(key, .warning, title + "Failed", failure.description, now)
        } else {
            note(key, .normal, title + "Done", "the \(hook.title) script ended with code 0", now)
        }
    }
}
