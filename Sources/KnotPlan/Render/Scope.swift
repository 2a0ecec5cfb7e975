import KnotModel

/// The groups of names that a space's `${{ … }}` expressions see.
package enum Scope {
    /// `space`, `template`, `user`, `server`, `nomad`, `var` and `custom`, for one space.
    ///
    /// Variables are chosen by precedence: `local` over one that names the zone, over one that names none. A variable
    /// whose zones exclude this one (`!zone`) does not count.
    package static func fields(
        space: Manifest, uid: UID, template: Manifest, variables: [Manifest], context: RenderContext
    ) -> FieldMap {
        var scope: FieldMap = [
            "space": [
                "id": .string(uid.text), "name": .string(space.key.name), "stack": space.space[.stack] ?? "",
                "stack_prefix": space.fields["stack_prefix"] ?? "", "first_boot": false,
            ],
            "template": ["id": .string(template.key.name), "name": .string(template.key.name)],
            "user": [
                "id": .string(space.key.owner), "username": .string(space.key.owner),
                "timezone": context.server["timezone"] ?? "", "email": "",
            ],
            "server": .map(context.server),
            "nomad": ["dc": "", "region": ""],
        ]
        scope["var"] = .map(self.variables(variables, zone: context.zone))
        scope["custom"] = .map(custom(space: space, template: template))
        return scope
    }

    private static func variables(_ variables: [Manifest], zone: String?) -> FieldMap {
        var chosen: [String: (rank: Int, value: Value)] = [:]
        for variable in variables {
            guard let rank = rank(variable, zone: zone) else { continue }
            let name = variable.key.name
            guard rank > chosen[name]?.rank ?? -1 else { continue }
            chosen[name] = (rank, variable.variable.value ?? "")
        }
        var fields = FieldMap()
        for (name, choice) in chosen {
            fields[name] = choice.value
            // A dash cannot stand in a dotted path, so `base-url` is also `base_url`.
            fields[String(name.map { $0 == "-" ? "_" : $0 })] = choice.value
        }
        return fields
    }

    private static func rank(_ variable: Manifest, zone: String?) -> Int? {
        let zones = variable.variable.zones
        if let zone, zones.contains("!" + zone) { return nil }
        let named = zones.filter { !$0.hasPrefix("!") }
        if !named.isEmpty, !named.contains(zone ?? "") { return nil }
        if variable.variable.isLocal { return 2 }
        return named.isEmpty ? 0 : 1
    }

    /// The template's custom fields, empty unless the space gives a value.
    private static func custom(space: Manifest, template: Manifest) -> FieldMap {
        var fields = FieldMap()
        for name in template.template.customFields { fields[name] = "" }
        for field in space.space.customFields { fields[field.key] = field.value }
        return fields
    }
}
