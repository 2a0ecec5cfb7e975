import KnotModel
import KnotNode
import KnotSimulator

/// What users do in the scenarios in which one call after the other goes wrong.
enum Story: String, Sendable, CaseIterable {
    /// Create, edit, restart, stop, start, delete; then the same name once more.
    case wholeLife
    case stopAndStart
    case deleteWhilePulling
    case recreateAtOnce
    case volumeResource
    case templateGone

    private static let space = ResourceKey(.space, owner: "alice", name: "web")
    private static let pool = ResourceKey(.volume, name: "pool")
    private static let data = ResourceKey(.template, name: "data")
    private static let options = ApplyOptions(owner: .user("alice"), user: "alice")
    private static let web = Manifest(key: space, fields: ["template": "data"])

    private static func template(_ version: Int, volume: String = "home") -> Manifest {
        var fields: FieldMap = [
            "container": [
                "image": "app:1", "command": ["serve"], "environment": .list([.string("VERSION=\(version)")]),
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

    var steps: [Scenario.Step] {
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
        }
    }
}
