import KnotModel

/// One field's difference in a line.
package enum DifferenceText {
    /// `~ container.image: "a" -> "b"   (applies at next restart)`;
    /// what came is `+ …: value`, what went `- …: value`.
    package static func line(_ difference: FieldDifference, showsEffect: Bool = true, on paper: Paper) -> String {
        let path = TextWidth.harmless(difference.path)
        let effect = showsEffect ? effectText(difference.effect) : ""
        let body: String
        switch (difference.before, difference.after) {
        case (nil, let after?): body = Tone.added.paint("+ \(path): \(FieldText.quoted(after))", paper.isColoured)
        case (let before?, nil): body = Tone.removed.paint("- \(path): \(FieldText.quoted(before))", paper.isColoured)
        case (let before?, let after?):
            let values = "\(FieldText.quoted(before)) -> \(FieldText.quoted(after))"
            body = Tone.changed.paint("~ \(path): \(values)", paper.isColoured)
        case (nil, nil): body = "~ \(path)"
        }
        return effect.isEmpty ? body : body + "   " + Tone.faint.paint("(\(effect))", paper.isColoured)
    }

    private static func effectText(_ effect: FieldDifference.Effect) -> String {
        switch effect {
        case .none: ""
        case .live: "applies at once"
        case .closing: "stops nothing by itself"
        case .start: "applies at next start"
        case .restart: "applies at next restart"
        }
    }
}
