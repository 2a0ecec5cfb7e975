import KnotModel
import KnotPlan

/// What `--wait` waits for after a change, for each resource that a node has to bring about.
package enum WaitGoals {
    /// Everything has come to its new revision, or is gone.
    package static func afterApply(_ changes: [ResourceChange]) -> [ResourceKey: [WaitCondition]] {
        goals(changes) { change in
            switch change.verb {
            case .created, .configured, .unchanged: change.revision.map { .settledAt($0) } ?? .settled
            case .deleted, .pruned: .deleted
            }
        }
    }

    /// Everything is gone, also what was gone or on its way before.
    package static func afterDelete(_ changes: [ResourceChange]) -> [ResourceKey: [WaitCondition]] {
        goals(changes) { _ in .deleted }
    }

    private static func goals(
        _ changes: [ResourceChange], _ goal: (ResourceChange) -> WaitCondition
    ) -> [ResourceKey: [WaitCondition]] {
        var goals: [ResourceKey: [WaitCondition]] = [:]
        for change in changes where change.key.kind.isReconciled { goals[change.key] = [goal(change)] }
        return goals
    }
}
