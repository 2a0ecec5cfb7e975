import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore

/// A node that has settled over many records, with a database that always works and an engine that has nothing.
///
/// Ten stopped spaces are made from each template. Of the templates one in a hundred, and at least one, reads a variable
/// that no other reads; as many mount a volume, and as many name a script.
struct BenchNode {
    static let spacesOfTemplate = 10
    static let node = NodeID("n1")

    var core: NodeCore
    private let codec: InternedLaneCodec
    private var now = Moment(wall: WallTime(milliseconds: 1_000_000), uptime: Uptime(milliseconds: 0))
    private var nextRequest: RequestID = 1
    /// Requests that were not answered with changes.
    private(set) var refused: [Reply] = []

    init(spaces: Int) throws {
        let codec = InternedLaneCodec()
        self.init(try Replica(Self.records(spaces: spaces), node: Self.node, codec: codec), codec)
    }

    private init(_ replica: Replica, _ codec: InternedLaneCodec) {
        var configuration = NodeCore.Configuration(node: Self.node, cluster: "c", seed: 1)
        configuration.resourceBound = 0
        self.codec = codec
        core = NodeCore(configuration, replica: replica)
        feed(.engineUp(.docker, version: "1"))
    }

    /// Another node of the same name that starts over what the database of this one holds.
    func restarted() -> Self {
        var replica = Replica(
            origin: Origin(node: Self.node, incarnation: core.replica.origin.incarnation + 1), codec: codec,
            changeCapacity: 100)
        replica.load(core.replica.table.unordered, core.replica.table.vector)
        return Self(replica, codec)
    }

    static func records(spaces: Int) -> [Record] {
        let templates = max(3, spaces / spacesOfTemplate)
        let special = max(1, templates / 100)
        var records: [Record] = []
        for number in 0..<special {
            records.append(record(.variable, "v\(number)", ["value": "1"]))
            records.append(record(.volume, "d\(number)", [:]))
            records.append(record(.script, "s\(number)", ["content": "echo"]))
        }
        for number in 0..<templates {
            var container: FieldMap = ["image": "ubuntu:latest", "command": "sleep infinity"]
            var fields: FieldMap = [:]
            let group = number / special
            switch group {
            case 0: container["environment"] = .list([.string("A=${{ .var.v\(number) }}")])
            case 1: container["volumes"] = .list([.string("d\(number - special):/data")])
            case 2: fields["startup_script"] = .string("s\(number - 2 * special)")
            default: break
            }
            fields["container"] = .map(container)
            records.append(record(.template, "t\(number)", fields))
        }
        for number in 0..<spaces {
            let template = Value.string("t\(number % templates)")
            records.append(record(.space, "web\(number)", ["template": template, "running": false]))
        }
        return records
    }

    private static func record(_ kind: Kind, _ name: String, _ fields: FieldMap) -> Record {
        let stamp = Stamp(ticks: 1 << 20, node: node)
        let key = ResourceKey(kind, owner: "alice", name: name)
        let lane = SpecLane(
            uid: UID(name), fields: fields, owner: .user("alice"), createdAt: WallTime(milliseconds: 0))
        var record = Record(key: key, spec: Register(lane, stamp: stamp))
        if kind.isReconciled {
            record.placement = Register(Placement(node: node, engine: .docker, epoch: 1), stamp: stamp)
        }
        return record
    }

    mutating func apply(_ manifest: Manifest) {
        ask(.apply([manifest], ApplyOptions(owner: .user("alice"), user: "alice")))
    }

    /// The answer is there, and all that follows from the request is done, when this returns.
    mutating func ask(_ request: Request) {
        now.wall.milliseconds += 1_000
        now.uptime.milliseconds += 1_000
        nextRequest += 1
        feed(.request(nextRequest, request))
    }

    private mutating func feed(_ input: Input) {
        var inputs = [input]
        while let input = inputs.popLast() {
            for effect in core.handle(input, now: now) {
                switch effect {
                case .commit(let id, _): inputs.insert(.committed(id), at: 0)
                case .observe(let id, _, _): inputs.insert(.observed(id, EngineSnapshot()), at: 0)
                case .act(let id, _, let action):
                    if case .createVolume = action { inputs.insert(.acted(id, .done), at: 0) }
                case .reply(_, .refused(let refusals)): refused.append(.refused(refusals))
                case .wake(let time) where time <= now.uptime: inputs.insert(.wake, at: 0)
                default: break
                }
            }
        }
    }
}
