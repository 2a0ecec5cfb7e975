/// What changing a field does to spaces that run: one rule for `diff`, `explain` and the plan.
package enum FieldEffect {
    /// The effect of changing the field at `path` (its first component decides) of a resource of `kind`. A field that this
    /// version does not know has none.
    package static func of(_ path: String, in kind: Kind) -> FieldDifference.Effect {
        kind.fields.init(path: path)?.effect ?? .none
    }
}

extension Kind {
    /// The fields that a resource of this kind has.
    package var fields: any SpecField.Type {
        switch self {
        case .template: TemplateSpec.Field.self
        case .space: SpaceSpec.Field.self
        case .variable: VariableSpec.Field.self
        case .volume: VolumeSpec.Field.self
        case .script: ScriptSpec.Field.self
        case .zone: ZoneSpec.Field.self
        case .token: TokenSpec.Field.self
        }
    }
}
