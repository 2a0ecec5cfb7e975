import KnotModel
import KnotPlan

/// What a change does to spaces, as `diff` and `apply` tell it.
package enum EffectText {
    private static let mostSpaces = 8

    /// Below a changed resource: what each space gets where the resource's own differences do not show it, and what
    /// happens to spaces besides.
    package static func lines(_ change: ResourceChange, on paper: Paper) -> [String] {
        var lines: [String] = []
        if change.key.kind != .template {
            let waiting = change.effects.filter { $0.when == .restart && !$0.differences.isEmpty }
            for effect in waiting.prefix(mostSpaces) {
                lines.append("      \(effect.key.shortName):")
                lines += effect.differences.map {
                    "        " + DifferenceText.line($0, showsEffect: false, on: paper)
                }
            }
            if waiting.count > mostSpaces { lines.append("      and \(waiting.count - mostSpaces) more") }
        }
        return lines
            + told(change).map { line in
                "    " + (line.losesData ? Tone.removed.paint(line.text, paper.isColoured) : line.text)
            }
    }

    /// After an apply: what happens to spaces without their restart.
    package static func hint(_ changes: [ResourceChange]) -> String {
        changes.flatMap { change in told(change).map(\.text) }.joined(separator: "\n")
    }

    private struct Line: Hashable {
        var text: String
        var losesData: Bool
    }

    /// One line for each thing that happens, with all the spaces to which it does.
    private static func told(_ change: ResourceChange) -> [Line] {
        var order: [SpaceEffect] = []
        var spaces: [SpaceEffect: [ResourceKey]] = [:]
        for effect in change.effects where !effect.message.isEmpty {
            var kind = effect
            kind.key = change.key
            if spaces[kind] == nil { order.append(kind) }
            spaces[kind, default: []].append(effect.key)
        }
        return order.map { kind in
            let all = spaces[kind] ?? []
            let names = all.prefix(mostSpaces).map(\.shortName).joined(separator: ", ")
            let more = all.count > mostSpaces ? " and \(all.count - mostSpaces) more" : ""
            let sign = kind.losesData ? "DATA LOSS: " : kind.when == .now ? "at once: " : ""
            return Line(text: "\(sign)\(names)\(more): \(kind.message)", losesData: kind.losesData)
        }
    }
}
