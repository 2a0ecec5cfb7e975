import KnotModel
import KnotNode

/// What users do in the scenarios in which one call after the other goes wrong.
package enum Story: String, Sendable, CaseIterable {
    /// Create, edit, restart, stop, start, delete; then the same name once more.
    case wholeLife
    case stopAndStart
    case deleteWhilePulling
    case recreateAtOnce
    case volumeResource
    case templateGone
    /// Three spaces that depend on one another, stopped, started and deleted all at once.
    case dependencies
    /// A space falls ill, twice.
    case healthRestart
    /// A schedule opens and closes.
    case schedule
    /// A space reaches its `max_uptime` and is started again.
    case uptime
    /// The image of a restart is not there, and then it is.
    case imageMissing
    /// Somebody renames, pauses, edits and disconnects the container.
    case meddling
    /// A space with scripts is restarted, stopped, started and deleted, once while its start-up script runs.
    case scripts
    /// The container is killed and removed, the engine killed, the container left on its way.
    case violence

    /// The run in which one call goes wrong; in a calm one, none does.
    package func scenario(_ injection: Injection?) -> Scenario {
        Scenario(
            users: .script(steps), faults: false, injection: injection, turmoil: 300_000, calming: 700_000,
            settled: 120_000)
    }

    private static let space = ResourceKey(.space, owner: "alice", name: "web")
    private static let pool = ResourceKey(.volume, name: "pool")
    private static let data = ResourceKey(.template, name: "data")
    private static let options = ApplyOptions(owner: .user("alice"), user: "alice")
    private static let web = Manifest(key: space, fields: ["template": "data"])

    private static func template(
        _ version: Int, volume: String = "home", image: String = "app:1"
    ) -> Manifest {
        var fields: FieldMap = [
            "container": [
                "image": .string(image), "command": ["serve"], "environment": .list([.string("VERSION=\(version)")]),
                "volumes": .list([.string("\(volume):/home")]),
            ]
        ]
        if volume == "home" { fields["volumes"] = ["home": .null] }
        return Manifest(key: data, fields: fields)
    }

    private static func delete(_ keys: [ResourceKey], force: Bool = false, keep: Bool = false) -> Request {
        .delete(
            keys, DeleteOptions(owner: .user("alice"), keepVolumes: keep, force: force, ignoreMissing: true))
    }

    private static func lifecycle(_ verb: Request.Lifecycle) -> Request {
        .lifecycle(space, verb, by: .user("alice"))
    }

    package var steps: [Scenario.Step] {
        let begin = Scenario.Step(at: 1_000, .apply([Self.template(1), Self.web], Self.options))
        switch self {
        case .wholeLife:
            return [
                begin,
                .init(at: 60_000, .apply([Self.template(2)], Self.options)),
                .init(at: 90_000, Self.lifecycle(.restart)),
                .init(at: 130_000, Self.lifecycle(.stop)),
                .init(at: 160_000, Self.lifecycle(.start)),
                .init(at: 200_000, Self.delete([Self.space])),
                .init(at: 260_000, .apply([Self.template(3), Self.web], Self.options)),
            ]
        case .stopAndStart:
            return [
                begin, .init(at: 40_000, Self.lifecycle(.stop)), .init(at: 40_100, Self.lifecycle(.start)),
                .init(at: 80_000, Self.lifecycle(.stop)),
            ]
        case .deleteWhilePulling: return [begin, .init(at: 1_400, Self.delete([Self.space]))]
        case .recreateAtOnce:
            return [
                begin, .init(at: 40_000, Self.delete([Self.space], keep: true)),
                .init(at: 41_000, .apply([Self.web], Self.options)),
                .init(at: 60_000, .apply([Self.web], Self.options)),
            ]
        case .volumeResource:
            let manifests = [Manifest(key: Self.pool), Self.template(1, volume: "pool"), Self.web]
            return [
                .init(at: 1_000, .apply(manifests, Self.options)),
                .init(at: 60_000, Self.delete([Self.space, Self.pool])),
            ]
        case .templateGone:
            return [
                begin, .init(at: 40_000, Self.delete([Self.data], force: true)),
                .init(at: 60_000, Self.lifecycle(.restart)), .init(at: 90_000, Self.delete([Self.space])),
            ]
        case .dependencies: return Self.dependencySteps
        case .healthRestart:
            return Self.one([
                "health_check_type": "tcp", "health_check_config": "80", "health_check_interval": 5,
                "health_check_max_failures": 2, "health_check_auto_restart": true,
            ]) + [
                .init(at: 40_000, befalls: .containerIll), .init(at: 120_000, befalls: .containerIll),
            ]
        case .schedule:
            let day: Value = ["enabled": true, "from": "12:01am", "to": "12:03am"]
            return Self.one([
                "schedule_enabled": true, "auto_start": true, "schedule": .list(Array(repeating: day, count: 7)),
            ])
        case .uptime:
            return Self.one(["max_uptime": 1, "max_uptime_unit": "minute"]) + [
                .init(at: 150_000, Self.lifecycle(.start))
            ]
        case .imageMissing:
            return [
                begin, .init(at: 40_000, .apply([Self.template(2, image: "missing:1")], Self.options)),
                .init(at: 50_000, Self.lifecycle(.restart)),
                .init(at: 120_000, .apply([Self.template(3, image: "app:2")], Self.options)),
            ]
        case .meddling:
            let faults: [Fault] = [.containerRenamed, .containerPaused, .containerEdited, .containerStarted]
            return [begin]
                + faults.enumerated().map { .init(at: 40_000 + Int64($0.offset) * 30_000, befalls: $0.element) }
        case .scripts:
            return Self.one(["startup_script": "good one", "shutdown_script": "good bye"]) + [
                .init(at: 60_000, Self.lifecycle(.restart)),
                .init(at: 120_000, Self.lifecycle(.stop)),
                .init(at: 160_000, Self.lifecycle(.start)),
                .init(at: 161_000, Self.delete([Self.space])),
                .init(at: 220_000, .apply([Self.web], Self.options)),
            ]
        case .violence:
            let faults: [Fault] = [.containerKilled, .containerRemoved, .engineKilled, .containerStuck, .containerDead]
            return [begin]
                + faults.enumerated().map { .init(at: 40_000 + Int64($0.offset) * 45_000, befalls: $0.element) }
        }
    }

    /// One space of one template, whose fields besides its container are given.
    private static func one(_ fields: FieldMap) -> [Scenario.Step] {
        var template = template(1)
        for field in fields { template.fields[field.key] = field.value }
        return [.init(at: 1_000, .apply([template, web], options))]
    }

    private static var dependencySteps: [Scenario.Step] {
        func spaces(running: Bool) -> [Manifest] {
            [("db", []), ("api", ["db"]), ("web", ["api", "db"])].map { name, needs in
                Manifest(
                    key: ResourceKey(.space, owner: "alice", name: name),
                    fields: [
                        "template": "data", "running": .bool(running),
                        "depends_on": .list(needs.map { .string($0) }),
                    ])
            }
        }
        let keys = spaces(running: true).map(\.key)
        return [
            .init(at: 1_000, .apply([template(1)] + spaces(running: true), options)),
            .init(at: 60_000, .apply(spaces(running: false), options)),
            .init(at: 120_000, .apply(spaces(running: true), options)),
            .init(at: 200_000, delete(keys)),
        ]
    }
}
