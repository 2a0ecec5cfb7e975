import KnotModel

/// The templates of a simulated cluster: each leads its spaces into another situation.
package enum TemplateShape: String, Sendable, Hashable, CaseIterable {
    case plain, data, pooled, ported, vars, team, stubborn, limited
    case looping, finishing, greedy, absent, broken, secret, lost

    /// The template, in one of the many versions it goes through.
    package func manifest(version: Int64, using random: inout SeededGenerator) -> Manifest {
        var container: FieldMap = [
            "image": .string(random.chance(500) ? "base:1" : random.chance(500) ? "app:1" : "app:2"),
            "command": ["serve"], "environment": .list([.string("VERSION=\(version)")]),
        ]
        var fields: FieldMap = [:]
        switch self {
        case .plain:
            if random.chance(150) { container["pull"] = random.chance(500) ? "always" : "never" }
            if random.chance(100) { container["container_name"] = "${{ .space.name }}-${{ .user.username }}" }
        case .data:
            let names = random.chance(700) ? ["home", "cache"] : ["home"]
            container["volumes"] = .list(names.map { .string("\($0):/\($0)") })
            fields["volumes"] = .map(FieldMap(names.map { .init(key: $0, value: .null) }))
            if random.chance(200) { fields["prune_volumes"] = true }
        case .pooled: container["volumes"] = ["pool:/pool"]
        case .ported: container["ports"] = ["8080:80"]
        case .vars: container["hostname"] = "${{ .var.color }}-${{ .space.name }}"
        case .team: container["network"] = "team"
        case .stubborn: container["command"] = ["stubborn"]
        case .limited:
            container["memory"] = .string(random.chance(500) ? "512m" : "1g")
            container["cpus"] = "1"
        case .looping: container["command"] = ["crash"]
        case .finishing: container["command"] = ["finish"]
        case .greedy: container["command"] = ["greedy"]
        case .absent: container["command"] = ["absent"]
        case .broken: container["image"] = "missing:1"
        case .secret: container["image"] = "secret:1"
        case .lost: container["network"] = "nowhere"
        }
        fields["container"] = .map(container)
        return Manifest(key: ResourceKey(.template, name: rawValue), fields: fields)
    }
}
