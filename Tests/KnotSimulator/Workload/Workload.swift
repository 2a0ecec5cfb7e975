import KnotModel
import KnotNode
import KnotStore

/// What the users of a simulated node do: drawn from a generator of its own, so that faults do not change it.
package struct Workload: Sendable {
    private var random: SeededGenerator
    private var version: Int64 = 0
    private var requests = 0
    /// The mean time between two requests, in milliseconds.
    private let pace: Int64

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        pace = random.draw(800...8_000)
    }

    /// Milliseconds until the next request; now and then several come at once.
    package mutating func interval() -> Int64 {
        random.chance(100) ? 0 : random.draw(1...pace * 2)
    }

    /// The next request; `nil` when what was drawn makes no sense now.
    package mutating func next(_ database: SimulatedDatabase) -> Request? {
        requests += 1
        if requests == 1 { return beginning() }
        let spaces = database.records.filter { $0.key.kind == .space && !$0.isTombstone }.map(\.key)
        switch random.draw(0...99) {
        case 0..<22: return apply([template(random.pick(TemplateShape.allCases) ?? .plain)], database)
        case 22..<47: return apply([space()], database)
        case 47..<55: return lifecycle(spaces, .stop)
        case 55..<64: return lifecycle(spaces, .start)
        case 64..<75: return lifecycle(spaces, .restart)
        case 75..<85: return delete(random.pick(spaces), database)
        case 85..<89:
            return delete(
                ResourceKey(.template, name: (random.pick(TemplateShape.allCases) ?? .plain).rawValue), database)
        case 89: return apply([variable()], database)
        case 90: return apply([ScriptShape.manifest(using: &random)], database)
        case 91..<93: return volume(database)
        case 93: return delete(ScriptShape.key, database)
        case 94..<98: return everything(database)
        default: return apply([variable(), template(.vars), template(.plain), space(), space()], database)
        }
    }

    private mutating func beginning() -> Request {
        var manifests = [variable(), ScriptShape.manifest(using: &random)]
        for shape in TemplateShape.allCases where random.chance(700) { manifests.append(template(shape)) }
        return .apply(manifests, ApplyOptions(owner: .user("alice"), user: "alice"))
    }

    private mutating func template(_ shape: TemplateShape) -> Manifest {
        version += 1
        return shape.manifest(version: random.chance(300) ? 1 : version, using: &random)
    }

    private mutating func variable() -> Manifest {
        let color = random.pick(["red", "green", "blue"]) ?? "red"
        return Manifest(key: ResourceKey(.variable, name: "color"), fields: ["value": .string(color)])
    }

    /// A space of that shape, or of any.
    private mutating func space(of wanted: TemplateShape? = nil) -> Manifest {
        let places = [("alice", "web"), ("alice", "api"), ("alice", "db"), ("alice", "held"), ("bob", "web")]
        let place = random.pick(places) ?? ("alice", "web")
        let choice = random.chance(250) ? TemplateShape.living : TemplateShape.allCases
        let shape = wanted ?? (random.chance(30) ? nil : random.pick(choice))
        var fields: FieldMap = ["template": .string(shape?.rawValue ?? "nowhere")]
        if random.chance(250) { fields["running"] = .bool(random.chance(700)) }
        if random.chance(200) { fields["cpus"] = .string(random.pick(["0.5", "1", "2"]) ?? "1") }
        if random.chance(200) { fields["memory"] = .string(random.pick(["256m", "1g"]) ?? "1g") }
        if random.chance(300) { fields["drift"] = .string(random.pick(["correct", "report", "ignore"]) ?? "report") }
        if random.chance(450) {
            let before = ["web": ["api", "db"], "api": ["db"], "held": ["web"]][place.1] ?? []
            if !before.isEmpty, place.0 == "alice" {
                fields["depends_on"] = .list(before.filter { _ in random.chance(700) }.map { .string($0) })
            }
        }
        if random.chance(200) { fields["description"] = .string("version \(version)") }
        return Manifest(key: ResourceKey(.space, owner: place.0, name: place.1), fields: fields)
    }

    private mutating func apply(_ manifests: [Manifest], _ database: SimulatedDatabase) -> Request {
        var options = ApplyOptions(owner: .user("alice"), user: "alice")
        if random.chance(80) {
            options.owner = .source("platform")
            options.force = random.chance(500)
        }
        if random.chance(60) { options.dryRun = true }
        if random.chance(100), let first = manifests.first, let record = database[first.key] {
            options.expected[first.key] =
                random.chance(500)
                ? record.revision : Stamp(ticks: record.revision.ticks - 1, node: record.revision.node)
        }
        return .apply(manifests, options)
    }

    /// All spaces of one user at once: stopped, started or deleted.
    private mutating func everything(_ database: SimulatedDatabase) -> Request? {
        let spaces = database.records.filter { $0.key.kind == .space && $0.key.owner == "alice" && !$0.isDeleting }
        guard !spaces.isEmpty else { return nil }
        if random.chance(300) {
            return .delete(spaces.map(\.key), DeleteOptions(owner: .user("alice"), keepVolumes: random.chance(500)))
        }
        let running = random.chance(400)
        let manifests = spaces.map { record in
            var manifest = record.manifest
            manifest.fields["running"] = .bool(running)
            return manifest
        }
        return apply(manifests, database)
    }

    private mutating func lifecycle(_ spaces: [ResourceKey], _ verb: Request.Lifecycle) -> Request? {
        random.pick(spaces).map { .lifecycle($0, verb, by: .user("alice")) }
    }

    private mutating func delete(_ key: ResourceKey?, _ database: SimulatedDatabase) -> Request? {
        guard let key, database[key] != nil || random.chance(100) else { return nil }
        let options = DeleteOptions(
            owner: .user("alice"), keepVolumes: random.chance(400),
            force: random.chance(key.kind == .volume ? 900 : 400),
            ignoreMissing: random.chance(500))
        return .delete([key], options)
    }

    private mutating func volume(_ database: SimulatedDatabase) -> Request? {
        let key = ResourceKey(.volume, name: "pool")
        if random.chance(400) { return delete(key, database) }
        return apply([Manifest(key: key), template(.pooled), space(of: .pooled)], database)
    }
}
