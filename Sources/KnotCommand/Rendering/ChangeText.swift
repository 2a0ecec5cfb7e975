import KnotModel
import KnotPlan

/// What an apply or a delete did: one line for each resource, then what a person should do next.
package enum ChangeText {
    package static func lines(_ changes: [ResourceChange], isDryRun: Bool = false, on paper: Paper) -> String {
        let suffix = isDryRun ? " (dry run)" : ""
        return changes.map { "\($0.key) \(word($0, paper))\(suffix)\n" }.joined()
    }

    /// What to do about spaces that wait for a restart, or can no longer be made, and what may not be as it was meant;
    /// empty when nothing is.
    package static func hint(_ changes: [ResourceChange]) -> String {
        [waiting(changes), blocked(changes), EffectText.hint(changes), warnings(changes)].filter { !$0.isEmpty }.joined(
            separator: "\n")
    }

    private static func warnings(_ changes: [ResourceChange]) -> String {
        let warnings = changes.flatMap(\.warnings)
        let lines = warnings.prefix(8).map { "warning: \($0)" }
        return (lines + (warnings.count > 8 ? ["and \(warnings.count - 8) more"] : [])).joined(separator: "\n")
    }

    private static func blocked(_ changes: [ResourceChange]) -> String {
        let blocked = changes.flatMap(\.blocked).sorted { $0.key < $1.key }
        let lines = blocked.prefix(8).map { "\($0.key.shortName) runs on, and cannot be made again: \($0.reason)" }
        return (lines + (blocked.count > 8 ? ["and \(blocked.count - 8) more"] : [])).joined(separator: "\n")
    }

    private static func waiting(_ changes: [ResourceChange]) -> String {
        let waiting = Set(changes.flatMap(\.pending)).sorted()
        guard let first = waiting.first else { return "" }
        let names = waiting.prefix(8).map(\.shortName).joined(separator: ", ")
        let more = waiting.count > 8 ? " and \(waiting.count - 8) more" : ""
        let verb = waiting.count == 1 ? "keeps running as it is and takes" : "keep running as they are and take"
        return """
            \(names)\(more) \(verb) the change at the next restart
              hint: `knot space restart \(first.shortName)` applies it now; `knot space get \(first.shortName)` shows it
            """
    }

    private static func word(_ change: ResourceChange, _ paper: Paper) -> String {
        let tone: Tone =
            switch change.verb {
            case .created: .added
            case .configured: .changed
            case .unchanged: .faint
            case .deleted, .pruned: .removed
            }
        return tone.paint(change.verb.rawValue, paper.isColoured)
    }
}
