import KnotModel

/// The templates of a simulated cluster: each leads its spaces into another situation.
package enum TemplateShape: String, Sendable, Hashable, CaseIterable {
    case plain, data, pooled, ported, vars, team, stubborn, limited
    case timed, office, brief, checked, watched, sickly, examined
    case homely
    case looping, finishing, greedy, absent, broken, secret, lost

    /// Those whose spaces change by themselves.
    static let living: [TemplateShape] = [.timed, .office, .brief, .checked, .watched, .sickly, .examined]

    /// Hours that open or close while the world runs, the same on most days; many begin on the day before.
    private static func schedule(using random: inout SeededGenerator) -> Value {
        let from = random.draw(-10...14)
        let to = from + random.draw(1...12)
        let isDaily = random.chance(800)
        return .list(
            (0..<7).map { day in
                ["enabled": .bool(isDaily || day < 2), "from": .string(clock(from)), "to": .string(clock(to))]
            })
    }

    /// Minutes after midnight, or before it, as `3:04pm`.
    private static func clock(_ minutes: Int64) -> String {
        let minutes = (minutes + 1_440) % 1_440
        let hour = minutes / 60 % 12
        let rest = minutes % 60
        return "\(hour == 0 ? 12 : hour):\(rest < 10 ? "0" : "")\(rest)\(minutes < 720 ? "am" : "pm")"
    }

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
        case .homely:
            let paths: [Value] = ["/srv/spaces/${{ .space.name }}", "/srv/shared"]
            fields["paths"] = .list(paths)
            container["volumes"] = ["/srv/spaces/${{ .space.name }}:/home", "/srv/shared:/shared"]
        case .pooled: container["volumes"] = ["pool:/pool"]
        case .ported: container["ports"] = ["8080:80"]
        case .vars: container["hostname"] = "${{ .var.color }}-${{ .space.name }}"
        case .team: container["network"] = "team"
        case .stubborn: container["command"] = ["stubborn"]
        case .limited:
            container["memory"] = .string(random.chance(500) ? "512m" : "1g")
            container["cpus"] = "1"
        case .timed, .office:
            if random.chance(400) { container["pull"] = "always" }
            fields["schedule_enabled"] = true
            fields["schedule"] = Self.schedule(using: &random)
            if self == .timed { fields["auto_start"] = true }
        case .brief:
            fields["max_uptime"] = .int(random.draw(1...3))
            fields["max_uptime_unit"] = "minute"
            if random.chance(300) {
                fields["schedule_enabled"] = true
                fields["schedule"] = Self.schedule(using: &random)
                fields["auto_start"] = .bool(random.chance(500))
            }
        case .checked, .watched, .sickly:
            if self == .sickly { container["command"] = ["sickly"] }
            fields["health_check_type"] = .string(random.pick(["tcp", "http", "program"]) ?? "tcp")
            fields["health_check_config"] = "80"
            fields["health_check_interval"] = .int(random.draw(2...10))
            fields["health_check_timeout"] = .int(random.draw(1...5))
            fields["health_check_max_failures"] = .int(random.draw(2...3))
            fields["health_check_auto_restart"] = .bool(self != .watched)
        case .examined:
            container["healthcheck"] = ["test": "serving", "interval": "10s", "retries": 2]
            fields["health_check_auto_restart"] = .bool(random.chance(700))
        case .looping: container["command"] = ["crash"]
        case .finishing: container["command"] = ["finish"]
        case .greedy: container["command"] = ["greedy"]
        case .absent: container["command"] = ["absent"]
        case .broken: container["image"] = "missing:1"
        case .secret: container["image"] = "secret:1"
        case .lost: container["network"] = "nowhere"
        }
        ScriptShape.add(to: &fields, using: &random)
        fields["container"] = .map(container)
        return Manifest(key: ResourceKey(.template, name: rawValue), fields: fields)
    }
}
