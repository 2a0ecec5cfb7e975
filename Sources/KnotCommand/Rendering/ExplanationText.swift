import KnotAPI
import KnotModel

/// `knot why` for people: the chain of causes, what comes next, and the last events.
package struct ExplanationText: Sendable {
    package let explanation: Explanation
    package let now: WallTime

    package init(_ explanation: Explanation, now: WallTime) {
        self.explanation = explanation
        self.now = now
    }

    package func text(on paper: Paper) -> String {
        let item = explanation.resource
        let phase = PhaseText.cell(item)
        let state = item.key.kind.isReconciled ? " is " + phase.tone.paint(phase.text, paper.isColoured) : ""
        var lines = [Tone.heading.paint(item.key.description, paper.isColoured) + state]
        for (depth, sentence) in explanation.chain.enumerated() {
            let sign = depth == 0 ? "  " : "  " + String(repeating: "  ", count: depth - 1) + "└ "
            lines.append(sign + TextWidth.harmless(sentence))
        }
        if explanation.plan.isEmpty {
            if Self.isDone(item) { lines += ["", "Nothing is left to do."] }
        } else {
            lines.append("")
            lines.append(Tone.heading.paint("Next:", paper.isColoured))
            lines += explanation.plan.map { "  " + TextWidth.harmless($0) }
        }
        if !explanation.events.isEmpty {
            lines += ["", Tone.heading.paint("Events:", paper.isColoured)]
            for event in explanation.events.suffix(10) {
                let times = event.count > 1 ? " (\(event.count) times)" : ""
                let ago = Age.text(from: event.last, to: now)
                lines.append("  \(ago) ago  \(event.reason): \(TextWidth.harmless(event.message))\(times)")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Whether an empty plan means that all is well: not that no node has it, or that nothing can be done.
    private static func isDone(_ item: ResourceDocument) -> Bool {
        !item.key.kind.isReconciled || item.status.map { $0.lastError == nil } ?? false
    }
}
