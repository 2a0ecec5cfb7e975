import KnotAPI
import KnotModel

/// How far something is that is waited for.
package enum WaitVerdict: Sendable, Hashable {
    case met
    /// Not yet, and what is in the way.
    case pending(String)
    /// It will not come about by waiting.
    case failed(String)
}

extension WaitCondition {
    /// What is said of a resource that nobody has made.
    static let notThere = "it does not exist yet"

    /// Judges a resource as it is now; `nil` is a resource that does not exist, which is only ever "not yet".
    package func verdict(on item: ResourceDocument?) -> WaitVerdict {
        guard let item, item.status?.phase != .gone else {
            return self == .deleted ? .met : .pending(Self.notThere)
        }
        switch self {
        case .created: return item.deleting ? .pending("it is being deleted") : .met
        case .deleted:
            return .pending(
                item.deleting ? "it is being deleted (\(Self.phase(item)))" : "nobody asked for its deletion")
        case .phase(let phase):
            if PhaseText.phase(item) == phase { return .met }
            return Self.failure(item) ?? .pending("its phase is \(Self.phase(item))")
        case .condition(let topic, let state):
            guard let condition = item.status?.condition(topic) else {
                if state != .yes, item.status != nil { return .met }
                return Self.failure(item) ?? .pending("its node has not said anything about \(topic.rawValue) yet")
            }
            if condition.state == state, Self.isSynced(item) { return .met }
            return Self.failure(item) ?? .pending(Self.text(condition))
        case .settled: return Self.settled(item)
        case .settledAt(let revision):
            guard !item.key.kind.isReconciled || (item.status.map { $0.observedRevision >= revision } ?? false) else {
                return Self.failure(item) ?? .pending(Self.unsynced(item))
            }
            return Self.settled(item)
        }
    }

    private static func settled(_ item: ResourceDocument) -> WaitVerdict {
        guard item.key.kind == .space else {
            return isSynced(item) ? .met : failure(item) ?? .pending(unsynced(item))
        }
        guard !item.deleting else { return .pending("it is being deleted") }
        guard isSynced(item), let status = item.status else {
            return failure(item) ?? .pending(unsynced(item))
        }
        if let failed = failure(item) { return failed }
        guard PhaseText.isWanted(item), status.condition(.suspended)?.state != .yes else {
            return status.phase == .stopped ? .met : .pending("its phase is \(phase(item))")
        }
        guard status.phase == .running else { return .pending(trouble(item)) }
        // It may run on as it was made before, without what was asked for.
        if let accepted = status.condition(.accepted), accepted.state == .no { return .pending(text(accepted)) }
        guard let ready = status.condition(.ready), ready.state != .yes else { return .met }
        // It is tried again at the next start only.
        return ready.reason == "StartupScriptFailed" ? .failed(text(ready)) : .pending(text(ready))
    }

    /// A failure that only a change can mend.
    private static func failure(_ item: ResourceDocument) -> WaitVerdict? {
        guard let status = item.status, let error = status.lastError else { return nil }
        let isFinal = isSynced(item) && !error.isRetryable
        return isFinal || isUnstartable(item, status, error) ? .failed(error.description) : nil
    }

    /// Whether its container can never start as it is. The node tries again, in case the image changes, and does not
    /// call the revision done.
    private static func isUnstartable(_ item: ResourceDocument, _ status: Status, _ error: Failure) -> Bool {
        [.commandFailed, .userMissing].contains(error.code) && status.phase == .failed && PhaseText.isWanted(item)
    }

    private static func isSynced(_ item: ResourceDocument) -> Bool {
        !item.key.kind.isReconciled || item.status?.observedRevision == item.revision
    }

    /// A container that cannot be made or started, or does not stay up, keeps its node from the revision.
    private static func unsynced(_ item: ResourceDocument) -> String {
        guard item.status?.lastError == nil else { return trouble(item) }
        return "its node has not come to the new revision yet" + (ending(item).map { "; \($0)" } ?? "")
    }

    private static func phase(_ item: ResourceDocument) -> String { PhaseText.phase(item)?.rawValue ?? "Pending" }

    private static func trouble(_ item: ResourceDocument) -> String {
        let text = "its phase is \(phase(item))"
        if let error = item.status?.lastError { return "\(text): \(error)" }
        let blocking = item.status?.conditions.first {
            [.accepted, .placed, .imageReady, .volumesReady].contains($0.topic) && $0.state == .no
        }
        return (blocking.map { Self.text($0) } ?? ending(item)).map { "\(text), \($0)" } ?? text
    }

    /// How its container keeps ending, where it does; between two tries no condition says so.
    private static func ending(_ item: ResourceDocument) -> String? {
        guard let status = item.status, PhaseText.isWanted(item) else { return nil }
        for condition in [.running, .ready].compactMap({ status.condition($0) }) where condition.state == .no {
            if endings.contains(condition.reason) { return text(condition) }
        }
        guard let again = status.startedAgain, let run = status.lastRun else { return nil }
        return "it \(run.text) and \(again)"
    }

    private static let endings: Set = ["CrashLoop", "Exited", "Killed", "OutOfMemory", "Paused"]

    private static func text(_ condition: Condition) -> String {
        let detail = condition.message.isEmpty ? condition.reason : "\(condition.reason): \(condition.message)"
        return "\(condition.topic.rawValue) is \(condition.state.rawValue) (\(detail))"
    }
}
