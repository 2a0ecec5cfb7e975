import KnotModel
import KnotPlan

/// What an apply would do, as `diff` shows it: the verdict in the first line, then a block for each resource.
package struct DiffText: Sendable {
    package let changes: [ResourceChange]

    package init(_ changes: [ResourceChange]) {
        self.changes = changes.filter { $0.verb != .unchanged }
    }

    package var isEmpty: Bool { changes.isEmpty }

    /// `Plan: 1 create, 2 update (1 space waits for a restart), 0 delete`, or `No differences.`
    package var verdict: String {
        guard !isEmpty else { return "No differences." }
        let created = count(.created)
        let deleted = count(.deleted) + count(.pruned)
        let waiting = waitingSpaces.count
        let note = waiting == 0 ? "" : " (\(waiting) \(waiting == 1 ? "space waits" : "spaces wait") for a restart)"
        return "Plan: \(created) create, \(count(.configured)) update\(note), \(deleted) delete"
    }

    /// Every space that some change leaves waiting for a restart, once each, in order.
    package var waitingSpaces: [ResourceKey] { Set(changes.flatMap(\.pending)).sorted() }

    package func text(on paper: Paper) -> String {
        var lines = [Tone.heading.paint(verdict, paper.isColoured)]
        for change in changes { lines += [""] + block(change, paper) }
        return lines.map { $0 + "\n" }.joined()
    }

    private func count(_ verb: ResourceChange.Verb) -> Int { changes.count { $0.verb == verb } }

    private func block(_ change: ResourceChange, _ paper: Paper) -> [String] {
        let (sign, tone): (String, Tone) =
            switch change.verb {
            case .created: ("+", .added)
            case .configured: ("~", .changed)
            case .deleted, .pruned: ("-", .removed)
            case .unchanged: (" ", .plain)
            }
        let why = change.verb == .pruned ? "   (its source no longer names it)" : ""
        var lines = [tone.paint("\(sign) \(change.key)", paper.isColoured) + why]
        if change.verb == .created || change.verb == .configured {
            let isNew = change.verb == .created
            lines += change.differences.flatMap { isNew ? Self.parts($0) : [$0] }.map { line($0, isNew: isNew, paper) }
        }
        if !change.pending.isEmpty {
            let names = change.pending.map(\.shortName).joined(separator: ", ")
            let noun = change.pending.count == 1 ? "space" : "spaces"
            lines.append("    waits for a restart of \(noun): \(names)")
        }
        return lines + EffectText.lines(change, on: paper)
    }

    /// A new map as its fields, one line each, so that a new resource reads like its manifest.
    private static func parts(_ difference: FieldDifference) -> [FieldDifference] {
        guard difference.before == nil, let map = difference.after?.map, !map.isEmpty else { return [difference] }
        return map.flatMap { field in
            parts(
                FieldDifference(
                    path: "\(difference.path).\(field.key)", before: nil, after: field.value, effect: difference.effect)
            )
        }
    }

    private func line(_ difference: FieldDifference, isNew: Bool, _ paper: Paper) -> String {
        "    " + DifferenceText.line(difference, showsEffect: !isNew, on: paper)
    }
}

extension ResourceKey {
    /// How people name it where the kind is clear: `alice/web`, or `web`.
    package var shortName: String { owner.isEmpty ? name : "\(owner)/\(name)" }
}
