import KnotModel
import KnotStore

/// Random records of spaces, and random changes of bytes.
struct RandomRecords {
    private var generator: SeededGenerator
    /// A record had what no plain JSON can say: fractions, control characters, or names of fields that are not ASCII.
    private(set) var wroteOddities = false

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }
    private mutating func maybe<Part>(_ make: (inout Self) -> Part) -> Part? { chance(50) ? make(&self) : nil }

    private mutating func text() -> String {
        let parts = [
            "a", "Z", "9", "-", "/", "\"", "\\", "\n", "\t", "é", "e\u{301}", "日本", "🙂", " ", "{", "long enough ",
        ]
        var text = (0..<number(0...8)).map { _ in parts[number(0...parts.count - 1)] }.joined()
        if chance(2) {
            text += "\u{1}"
            wroteOddities = true
        }
        return text
    }

    private mutating func name() -> String {
        if chance(3) {
            wroteOddities = true
            return "é\(number(0...9))"
        }
        let names = ["image", "env", "A", "B10", "B2", "_x", "a-b", "zone", "description_that_is_long"]
        return names[number(0...names.count - 1)]
    }

    mutating func value(_ depth: Int = 0) -> Value {
        switch number(0...(depth < 3 ? 7 : 5)) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .int(Int64(number(-1_000...1_000_000)))
        case 3 where chance(10):
            wroteOddities = true
            // A whole one is written as an integer, and comes back as one.
            return .double(Double(number(-50...50)) + 0.25)
        case 4 where chance(10):
            wroteOddities = true
            return .int(.random(in: .min ... .max, using: &generator))
        case 3...5: return .string(text())
        case 6: return .list((0..<number(0...3)).map { _ in value(depth + 1) })
        default: return .map(fields(depth + 1))
        }
    }

    mutating func fields(_ depth: Int = 0) -> FieldMap {
        FieldMap((0..<number(0...4)).map { _ in FieldMap.Field(key: name(), value: value(depth)) })
    }

    private mutating func stamp() -> Stamp {
        Stamp(ticks: generator.next() >> UInt64(number(0...20)), node: NodeID("0123456789abcdef"))
    }

    private mutating func wall() -> WallTime { WallTime(milliseconds: Int64(number(0...2_000_000_000_000))) }
    private mutating func deletion() -> Deletion { Deletion(requestedAt: wall(), keepVolumes: chance(50)) }

    private mutating func failure() -> Failure {
        Failure(
            Failure.Code.allCases[number(0...Failure.Code.allCases.count - 1)], subject: text(), text(),
            cause: maybe { $0.text() })
    }

    private mutating func difference() -> FieldDifference {
        FieldDifference(
            path: text(), before: maybe { $0.value(2) }.flatMap { $0 == .null ? nil : $0 },
            after: maybe { .string($0.text()) }, effect: .restart)
    }

    private mutating func placement() -> Placement {
        Placement(node: NodeID("0123456789abcdef"), engine: .podman, epoch: UInt64(number(0...99)))
    }

    mutating func gone() -> Gone {
        Gone(
            owner: .user(text()), deletion: deletion(), placement: maybe { $0.placement() },
            former: maybe { [$0.text(), $0.text()] })
    }

    private mutating func report() -> HookReport {
        HookReport(
            containerID: text(), startedAt: wall(), state: .done, exitCode: maybe { $0.number(0...255) },
            message: text(),
            since: wall())
    }

    private mutating func status(_ uid: UID) -> Status {
        var status = Status(
            uid: uid, node: NodeID("0123456789abcdef"), phase: .running, observedRevision: stamp(),
            engine: maybe { _ in .docker }, containerID: maybe { $0.text() },
            image: maybe { RunningImage(reference: $0.text(), id: $0.text(), digest: $0.text()) },
            startedAt: maybe { $0.wall() }, exitCode: maybe { $0.number(0...255) }, restarts: number(0...9),
            lastRun: maybe {
                LastRun(
                    exitCode: $0.number(0...255), outOfMemory: $0.chance(50), startedAt: $0.wall(), wasStopped: true)
            },
            nextTry: maybe { $0.wall() }, lastError: maybe { $0.failure() },
            pending: (0..<number(0...2)).map { _ in difference() },
            drift: (0..<number(0...2)).map { _ in difference() },
            conditions: Condition.Topic.allCases.prefix(number(0...4)).map {
                Condition($0, .no, reason: "Because", message: text(), since: wall())
            },
            startup: maybe { $0.report() }, shutdown: maybe { $0.report() })
        status.imageVolumes = maybe { [$0.text()] }
        status.endedRun = maybe { $0.wall() }
        return status
    }

    mutating func record() -> Record {
        let uid = UID(using: &generator)
        var lane = SpecLane(
            uid: uid, fields: fields(), owner: .user(text()), createdAt: wall(), restart: maybe { $0.stamp() })
        for field in ["running", "cpus", "memory"] {
            guard let value = maybe({ $0.value(3) }), value != .null else { continue }
            lane.fields[field] = value
        }
        let at = Stamp(ticks: 10, node: NodeID("0123456789abcdef"))
        return Record(
            key: ResourceKey(.space, owner: "alice", name: "web"), spec: Register(lane, stamp: at),
            placement: maybe { Register($0.placement(), stamp: at) },
            status: maybe { Register($0.status(uid), stamp: at) })
    }

    /// The bytes with one of them changed, left out, or doubled.
    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let place = number(0...bytes.count - 1)
        switch number(0...3) {
        case 0: bytes[place] = UInt8(number(0...255))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[place], at: place)
        default:
            let marks = Array("\"\\{}[],:0-tnu ".utf8)
            bytes[place] = marks[number(0...marks.count - 1)]
        }
        return bytes
    }
}
