import KnotNode
import KnotPlan

/// A fault of a node that is put in from outside, in what goes into its core or comes out: whether the simulator finds it
/// shows what its properties are worth. Faults within the core are in `Tests/Faults`.
package enum CoreFault: String, Sendable, CaseIterable {
    /// Containers are killed where they should be stopped.
    case forcesRemovals
    /// A container does not carry the restart that it was made after.
    case forgetsRestartToken
    /// What an engine tells of its containers does not arrive.
    case ignoresHints
    /// No timer ever rings.
    case sleepsThrough
    /// A look at a resource that failed counts as one that saw nothing.
    case takesFailedLookForEmpty
    /// Who asked for a write that failed is not answered.
    case forgetsAnswer

    /// What arrives in place of an input; `nil` when nothing does. `isLook` says whether an observation is of one resource.
    func arriving(_ input: Input, isLook: (ObservationID) -> Bool) -> Input? {
        switch (self, input) {
        case (.ignoresHints, .hint(_, .some)): nil
        case (.sleepsThrough, .wake): nil
        case (.takesFailedLookForEmpty, .observeFailed(let id, _)) where isLook(id):
            .observed(id, EngineSnapshot())
        default: input
        }
    }

    /// What comes out in place of the effects of an input.
    func leaving(_ effects: [Effect], after input: Input) -> [Effect] {
        switch self {
        case .forcesRemovals: effects.map(Self.forced)
        case .forgetsRestartToken: effects.map(Self.withoutRestart)
        case .forgetsAnswer:
            if case .commitFailed = input { effects.filter { !$0.isReply } } else { effects }
        case .ignoresHints, .sleepsThrough, .takesFailedLookForEmpty: effects
        }
    }

    private static func forced(_ effect: Effect) -> Effect {
        guard case .act(let id, let kind, .removeContainer(let container, _)) = effect else { return effect }
        return .act(id, kind, .removeContainer(container, force: true))
    }

    private static func withoutRestart(_ effect: Effect) -> Effect {
        guard case .act(let id, let kind, .createContainer(let spec, var ownership)) = effect else { return effect }
        ownership.restart = nil
        return .act(id, kind, .createContainer(spec, ownership: ownership))
    }
}

extension Effect {
    fileprivate var isReply: Bool { if case .reply = self { true } else { false } }
}
