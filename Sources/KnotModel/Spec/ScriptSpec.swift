/// What runs in spaces after their start or before their stop.
package struct ScriptSpec: TypedSpec {
    package enum Field: String, SpecField {
        case labels, annotations
        case description, content, shell, timeout, active

        package var effect: FieldDifference.Effect {
            switch self {
            case .content, .shell, .timeout, .active: .start
            case .labels, .annotations, .description: .none
            }
        }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }

    package var content: String? { self[.content]?.scalarText }
    /// The program that takes it after `-c`.
    package var shell: String { text(.shell) ?? "sh" }
    /// Milliseconds that it may run; `nil` leaves it to the hook.
    package var timeout: Int64? { self[.timeout]?.scalarText.flatMap { try? Span(parsing: $0).milliseconds } }
    /// Whether it runs. One that does not is passed over as if nobody named it.
    package var isActive: Bool { !isFalse(.active) }
}
