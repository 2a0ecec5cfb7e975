import KnotModel

extension Record {
    /// The spaces of the same user that a space depends on, each once, in the order written. Never itself.
    package var dependencies: [ResourceKey] {
        guard key.kind == .space else { return [] }
        var seen: Set<ResourceKey> = [key]
        return space.dependsOn
            .map { ResourceKey(.space, owner: key.owner, name: $0) }
            .filter { seen.insert($0).inserted }
    }
}
