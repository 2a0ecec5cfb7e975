/// What changing a field does to spaces that run: one rule for `diff`, `explain` and the plan.
package enum FieldEffect {
    /// The effect of changing the field at `path` (its first component decides) of a resource of `kind`.
    package static func of(_ path: String, in kind: Kind) -> FieldDifference.Effect {
        let root = path.prefix { $0 != "." && $0 != "[" }
        switch kind {
        case .template: return ["container", "volumes", "paths", "ports", "platform"].contains(root) ? .restart : .none
        case .space:
            if ["cpus", "memory", "running"].contains(root) { return .live }
            return ["template", "custom_fields", "shell", "alt_names"].contains(root) ? .restart : .none
        case .variable: return ["value", "zones"].contains(root) ? .restart : .none
        case .script, .zone, .volume, .token: return .none
        }
    }
}
