import KnotModel

extension Record {
    /// What the record names, so that it is found by that: of a template the variables and volumes that its containers are
    /// made with, of a space the spaces that it depends on, of both the scripts that they run.
    @Sendable package static func references(of record: Record) -> Set<ResourceKey> {
        var references: Set<ResourceKey> = []
        switch record.key.kind {
        case .template: references = Ingredients(template: record.template).keys
        case .space: references = Set(record.dependencies)
        case .script, .variable, .zone, .volume, .token: return []
        }
        for hook in Hook.allCases {
            guard case .named(let name)? = record.manifest.script(at: hook) else { continue }
            references.insert(ResourceKey(.script, name: name))
        }
        return references
    }
}
