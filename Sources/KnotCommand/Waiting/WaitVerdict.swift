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
    /// Judges a resource as it is now; `nil` is a resource that does not exist, which is only ever "not yet".
    package func verdict(on item: ResourceDocument?) -> WaitVerdict {
        guard let item, item.status?.phase != .gone else {
            return self == .deleted ? .met : .pending("it does not exist yet")
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
                return .pending(Self.unsynced(item))
            }
            return Self.settled(item)
        }
    }

    private static func settled(_ item: ResourceDocument) -> WaitVerdict {
        guard item.key.kind == .space else { return .met }
        guard !item.deleting else { return .pending("it is being deleted") }
        guard isSynced(item), let status = item.status else {
            return failure(item) ?? .pending(unsynced(item))
        }
        if let failed = failure(item) { return failed }
        guard PhaseText.isWanted(item), status.condition(.suspended)?.state != .yes else {
            return status.phase == .stopped ? .met : .pending("its phase is \(phase(item))")
        }
        guard status.phase == .running else { return .pending(trouble(item)) }
        guard let ready = status.condition(.ready), ready.state != .yes else { return .met }
        // It is tried again at the next start only.
        return ready.reason == "StartupScriptFailed" ? .failed(text(ready)) : .pending(text(ready))
    }

    /// A failure that only a new revision can mend.
    private static func failure(_ item: ResourceDocument) -> WaitVerdict? {
        guard isSynced(item), let status = item.status, let error = status.lastError, !error.isRetryable else {
            return nil
        }
        return .failed(error.description)
    }

    private static func isSynced(_ item: ResourceDocument) -> Bool {
        !item.key.kind.isReconciled || item.status?.observedRevision == item.revision
    }

    /// A container that cannot be made or started keeps its node from the revision.
    private static func unsynced(_ item: ResourceDocument) -> String {
        item.status?.lastError == nil ? "its node has not come to the new revision yet" : trouble(item)
    }

    private static func phase(_ item: ResourceDocument) -> String { PhaseText.phase(item)?.rawValue ?? "Pending" }

    private static func trouble(_ item: ResourceDocument) -> String {
        let text = "its phase is \(phase(item))"
        if let error = item.status?.lastError { return "\(text): \(error)" }
        let blocking = item.status?.conditions.first {
            [.accepted, .placed, .imageReady, .volumesReady].contains($0.topic) && $0.state == .no
        }
        return blocking.map { "\(text), \(Self.text($0))" } ?? text
    }

    private static func text(_ condition: Condition) -> String {
        let detail = condition.message.isEmpty ? condition.reason : "\(condition.reason): \(condition.message)"
        return "\(condition.topic.rawValue) is \(condition.state.rawValue) (\(detail))"
    }
}
