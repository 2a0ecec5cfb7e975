import Foundation
import KnotDatabase
import KnotModel
import KnotStore

let home = NodeID("node-a")

/// A directory of its own for a test; removed with the value.
final class Scratch: Sendable {
    let directory: String

    init() throws {
        directory = NSTemporaryDirectory() + "knot-database-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    var path: String { directory + "/knot.db" }

    func open(_ node: NodeID = home, pageLimit: Int? = nil) throws -> SQLiteDatabase {
        try SQLiteDatabase.open(path: path, identity: .new(node), pageLimit: pageLimit)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
}

extension DatabaseIdentity {
    /// A node of a cluster that no other test has.
    static func new(_ node: NodeID = home) -> DatabaseIdentity {
        var identity = DatabaseIdentity.random()
        identity.node = node
        return identity
    }
}

func stamp(_ ticks: UInt64) -> Stamp { Stamp(ticks: ticks, node: home) }

func template(_ name: String, _ ticks: UInt64 = 1, fields: FieldMap = ["description": "x"]) -> Record {
    Record(
        key: ResourceKey(.template, name: name),
        spec: Register(
            SpecLane(
                uid: UID("00000000000000000000000000000001"), fields: fields, owner: .user("alice"),
                createdAt: WallTime(milliseconds: 1)), stamp: stamp(ticks)))
}

/// A record that uses every field of every lane.
func fullSpace(_ name: String = "web") -> Record {
    let uid = UID("0123456789abcdef0123456789abcdef")
    let fields: FieldMap = [
        "running": true, "cpus": .double(1.5), "none": .null, "ports": [80, "ü \"quoted\" \n\u{0}"],
        "nested": ["a": ["b": .int(.max)]],
    ]
    let lane = SpecLane(
        uid: uid, fields: fields, owner: .source("platform"), createdAt: WallTime(milliseconds: 1_700_000_000_000),
        deletion: Deletion(requestedAt: WallTime(milliseconds: 5), keepVolumes: true), restart: stamp(9))
    let difference = FieldDifference(path: "container.image", before: "a", after: nil, effect: .restart)
    let status = Status(
        uid: uid, node: home, phase: .running, observedRevision: stamp(7), engine: .podman, containerID: "abc",
        image: RunningImage(reference: "a:1", id: "sha256:a", digest: "a@sha256:0a"),
        startedAt: WallTime(milliseconds: 6), exitCode: 137, restarts: 3,
        lastRun: LastRun(
            exitCode: 137, outOfMemory: true, memoryLimit: 16 << 20, startedAt: WallTime(milliseconds: 3),
            finishedAt: WallTime(milliseconds: 4)), nextTry: WallTime(milliseconds: 8),
        lastError: Failure(.portTaken, subject: "space/alice/web", "port 80 is taken", cause: "bind"),
        pending: [difference], drift: [difference],
        conditions: [Condition(.ready, .no, reason: "Starting", message: "m", since: WallTime(milliseconds: 2))])
    return Record(
        key: ResourceKey(.space, owner: "alice", name: name), spec: Register(lane, stamp: stamp(10)),
        placement: Register(Placement(node: home, engine: .podman, epoch: 4), stamp: stamp(11)),
        status: Register(status, stamp: stamp(12)))
}

func event(_ reason: String, count: Int = 1, of key: ResourceKey = ResourceKey(.template, name: "a")) -> Event {
    Event(
        key: key, severity: .warning, reason: reason, message: "m", count: count, first: WallTime(milliseconds: 1),
        last: WallTime(milliseconds: 2), node: home)
}

extension Batch {
    /// Whole records, as a node writes them that knew nothing of them.
    init(records: [Record], removed: [ResourceKey] = [], events: [Event] = []) {
        let origin = Origin(node: home, incarnation: 1)
        let entries = records.flatMap { record in
            record.writes(from: nil).map { write in
                LaneEntry(
                    key: EntryKey(record.key), lane: write.lane, object: ObjectID(created: stamp(1), uid: write.uid),
                    stage: write.stage, epoch: write.epoch, stamp: write.stamp, origin: origin, sequence: 1,
                    value: (try? StorageCodec().encode(write.content, of: record.key, lane: write.lane)) ?? [])
            }
        }
        self.init(entries: entries, removed: removed, events: events)
    }
}

/// The failure of `body`; `nil` when it did not fail.
func failure(_ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error as? Failure
    }
}

func failure(_ body: () async throws -> Void) async -> Failure? {
    do {
        try await body()
        return nil
    } catch {
        return error as? Failure
    }
}
