/// What changing a field does to spaces that run: one rule for `diff`, `explain` and the plan.
package enum FieldEffect {
    /// The effect of changing the field at `path` (its first component decides) of a resource of `kind`. A field that this
    /// version does not know has none.
    package static func of(_ path: String, in kind: Kind) -> FieldDifference.Effect {
        func effect<Field: SpecField>(_ type: Field.Type) -> FieldDifference.Effect {
            type.init(path: path)?.effect ?? .none
        }
        return switch kind {
        case .template: effect(TemplateSpec.Field.self)
        case .space: effect(SpaceSpec.Field.self)
        case .variable: effect(VariableSpec.Field.self)
        case .volume: effect(VolumeSpec.Field.self)
        case .script: effect(ScriptSpec.Field.self)
        case .zone: effect(ZoneSpec.Field.self)
        case .token: effect(TokenSpec.Field.self)
        }
    }
}
