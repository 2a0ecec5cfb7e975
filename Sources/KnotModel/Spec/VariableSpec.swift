/// A value that templates read.
package struct VariableSpec: TypedSpec {
    package enum Field: String, SpecField {
        case labels, annotations
        case value, description, zones, protected, local, restricted

        package var effect: FieldDifference.Effect {
            switch self {
            case .value, .zones, .local: .restart
            case .labels, .annotations, .description, .protected, .restricted: .none
            }
        }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }

    package var value: Value? {
        get { self[.value] }
        set { self[.value] = newValue }
    }
    /// The value as a text; `nil` when it has none.
    package var text: String? { value?.scalarText }
    /// Patterns of the zones in which it holds; none for all.
    package var zones: [String] { texts(.zones) }
    /// Whether it holds on this server only.
    package var isLocal: Bool { isTrue(.local) }
    /// Whether its value is shown to nobody.
    package var isProtected: Bool { isTrue(.protected) || isTrue(.restricted) }
}
