import KnotAPI
import KnotModel

/// What `wait --for` waits for.
package enum WaitCondition: Sendable, Hashable {
    case condition(Condition.Topic, Condition.State)
    case phase(Status.Phase)
    case created
    case deleted
    /// What an apply or a start asked for has come about: running and ready, or stopped, whichever is desired.
    case settled
    /// Like `settled`, and the node has come to this revision or a later one.
    case settledAt(Stamp)

    /// Reads `condition=Ready[=True]`, `phase=Running`, `created`, `deleted`, `update-pending`, `settled`.
    package init(parsing text: String) throws(CommandFailure) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0].lowercased(), parts.count) {
        case ("created", 1), ("create", 1): self = .created
        case ("deleted", 1), ("delete", 1): self = .deleted
        case ("settled", 1): self = .settled
        case ("update-pending", 1): self = .condition(.updatePending, .yes)
        case ("phase", 2):
            self = .phase(try Self.word(parts[1], among: Status.Phase.allCases, \.rawValue, "phase"))
        case ("condition", 2), ("condition", 3):
            let topic = try Self.word(parts[1], among: Condition.Topic.allCases, \.rawValue, "condition")
            let states: [Condition.State] = [.yes, .no, .unknown]
            self = .condition(
                topic, parts.count == 3 ? try Self.word(parts[2], among: states, \.rawValue, "state") : .yes)
        default:
            throw CommandFailure(
                .usage, "--for \(text): there is no such thing to wait for",
                hint:
                    "condition=Ready, condition=Ready=False, phase=Running, created, deleted, settled or update-pending"
            )
        }
    }

    /// What is waited for when nothing is said: what no node works on is there as soon as it is written.
    package static func usual(for kind: Kind) -> WaitCondition {
        switch kind {
        case .space: .condition(.ready, .yes)
        case .volume: .settled
        default: .created
        }
    }

    private static func word<Word>(
        _ text: String, among words: [Word], _ name: (Word) -> String, _ what: String
    ) throws(CommandFailure) -> Word {
        if let word = words.first(where: { name($0).lowercased() == text.lowercased() }) { return word }
        let names = words.map(name)
        let near = Suggestion.nearest(to: text, among: names).map { "did you mean \($0)?" }
        throw CommandFailure(
            .usage, "there is no \(what) '\(text)'", hint: near ?? "one of " + names.joined(separator: ", "))
    }
}

extension WaitCondition: CustomStringConvertible {
    package var description: String {
        switch self {
        case .condition(let topic, let state): "\(topic.rawValue)=\(state.rawValue)"
        case .phase(let phase): "phase=\(phase.rawValue)"
        case .created: "created"
        case .deleted: "deleted"
        case .settled, .settledAt: "settled"
        }
    }
}
