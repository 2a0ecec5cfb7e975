/// What changing a field does to spaces that run: one rule for `diff`, `explain` and the plan.
package enum FieldEffect {
    /// The effect of changing the field at `path` (its first component decides) of a resource of `kind`.
    package static func of(_ path: String, in kind: Kind) -> FieldDifference.Effect {
        let root = String(path.prefix { $0 != "." && $0 != "[" })
        switch kind {
        case .template:
            if ["container", "volumes", "paths", "ports"].contains(root) { return .restart }
            if ["schedule", "schedule_enabled", "max_uptime", "max_uptime_unit", "platform"].contains(root) {
                return .closing
            }
            if root == "startup_script" { return .start }
            return root.hasPrefix("health_check_") || ["drift", "prune_volumes"].contains(root) ? .live : .none
        case .space:
            if ["cpus", "memory", "running", "drift"].contains(root) { return .live }
            if root == "startup_script" { return .start }
            return ["template", "custom_fields", "shell", "alt_names"].contains(root) ? .restart : .none
        case .variable: return ["value", "zones", "local"].contains(root) ? .restart : .none
        case .volume: return root == "engine_name" ? .restart : .none
        case .script: return ["content", "shell", "timeout", "active"].contains(root) ? .start : .none
        case .zone, .token: return .none
        }
    }
}
