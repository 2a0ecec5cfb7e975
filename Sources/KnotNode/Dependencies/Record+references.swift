import KnotModel

extension Record {
    /// What the record names, so that it is found by that: of a template the variables and volumes that its containers are
    /// made with, of a space the spaces that it depends on, of both the scripts that they run.
    @Sendable static func references(of record: Record) -> Set<ResourceKey> {
        let fields = record.spec.value.fields
        var references: Set<ResourceKey> = []
        switch record.key.kind {
        case .template: references = Ingredients(template: fields).keys
        case .space: references = Set(record.dependencies)
        case .script, .variable, .zone, .volume, .token: return []
        }
        for hook in record.key.kind == .space ? [.startup] : Hook.allCases {
            guard case .named(let name)? = ScriptSource(fields[hook.field]) else { continue }
            references.insert(ResourceKey(.script, name: name))
        }
        return references
    }
}
