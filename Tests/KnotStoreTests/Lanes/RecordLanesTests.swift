import KnotModel
import KnotStore
import Testing

@Suite("A record as a view of lanes")
struct RecordLanesTests {
    private static let key = ResourceKey(.space, owner: "alice", name: "web")

    private func stamp(_ ticks: UInt64) -> Stamp { Stamp(ticks: ticks, node: NodeID("a")) }

    private func record(_ ticks: UInt64, _ fields: FieldMap, uid: String = "1") -> Record {
        let lane = SpecLane(
            uid: UID(uid), fields: fields, owner: .user("alice"), createdAt: WallTime(milliseconds: 0))
        return Record(key: Self.key, spec: Register(lane, stamp: stamp(ticks)))
    }

    /// The lanes of the writes, kept as a store would.
    private func view(_ writes: [LaneWrite]...) -> Record? {
        var lanes: [LaneName: LaneWrite] = [:]
        for write in writes.joined() where lanes[write.lane].map({ $0.stamp < write.stamp }) ?? true {
            lanes[write.lane] = write
        }
        return Record(
            Self.key, uid: UID("1"),
            lanes: lanes.values.sorted { $0.lane < $1.lane }.map { ($0.lane, $0.content, $0.stamp) })
    }

    @Test("a record comes back of its lanes")
    func roundTrip() {
        var record = record(3, ["template": "ubuntu", "running": false, "cpus": 2, "memory": "1G"])
        record.spec.value.restart = stamp(2)
        record.placement = Register(Placement(node: NodeID("a"), engine: .podman, epoch: 4), stamp: stamp(5))
        record.status = Register(
            Status(uid: UID("1"), node: NodeID("a"), phase: .running, observedRevision: stamp(3)), stamp: stamp(6))
        let writes = record.writes(from: nil)
        #expect(writes.map(\.lane) == [.cpus, .memory, .placement, .restart, .running, .spec, .status])
        #expect(writes.map(\.epoch) == [0, 0, 4, 0, 0, 0, 4])
        #expect(view(writes) == record)
    }

    @Test("a stop writes the lane 'running' alone, and an apply from elsewhere survives it")
    func stop() throws {
        let old = record(1, ["template": "ubuntu", "running": true])
        var stopped = old
        stopped.spec = Register(stopped.spec.value, stamp: stamp(2))
        stopped.spec.value.fields["running"] = false
        let stop = stopped.writes(from: old)
        #expect(stop.map(\.lane) == [.running])
        let apply = record(3, ["template": "debian", "running": true]).writes(from: old)
        #expect(apply.map(\.lane) == [.spec])
        let both = try #require(view(old.writes(from: nil), stop, apply))
        #expect(both.spec.value.fields == ["template": "debian", "running": false])
        #expect(both.revision == stamp(3))
        // The other way round it is a new revision too.
        #expect(try #require(view(old.writes(from: nil), stop)) == stopped)
    }

    @Test("a field that the manifest no longer has is told in its lane")
    func removedFields() throws {
        let old = record(1, ["template": "ubuntu", "cpus": 2])
        let new = record(2, ["template": "ubuntu"])
        let writes = new.writes(from: old)
        #expect(writes.map(\.lane) == [.cpus])
        #expect(view(old.writes(from: nil), writes) == new)
    }

    @Test("a record that did not change writes nothing; a new revision of the same is written")
    func unchanged() {
        let old = record(1, ["template": "ubuntu"])
        #expect(old.writes(from: old).isEmpty)
        let touched = record(2, ["template": "ubuntu"])
        #expect(touched.writes(from: old).map(\.lane) == [.spec])
        #expect(view(old.writes(from: nil), touched.writes(from: old)) == touched)
    }

    @Test("another object writes all of its lanes")
    func recreation() {
        let old = record(1, ["template": "ubuntu", "running": true])
        let new = record(2, ["template": "ubuntu", "running": true], uid: "2")
        #expect(new.writes(from: old).map(\.lane) == [.running, .spec])
        #expect(new.writes(from: old).allSatisfy { $0.uid == UID("2") })
    }

    @Test("a deletion is the spec's, and lanes without a spec are no record yet")
    func deletion() {
        let old = record(1, ["template": "ubuntu"])
        var deleted = old
        deleted.spec.value.deletion = Deletion(requestedAt: WallTime(milliseconds: 1), keepVolumes: true)
        deleted.spec.stamp = stamp(2)
        #expect(deleted.writes(from: old).map(\.stage) == [.deleting])
        let status = Status(uid: UID("1"), node: NodeID("a"), phase: .running, observedRevision: stamp(1))
        #expect(Record(Self.key, uid: UID("1"), lanes: [(.status, .status(status), stamp(2))]) == nil)
    }

    @Test("a placement and a status are replaced, never taken away")
    func neverTakenAway() {
        var old = record(1, ["template": "ubuntu"])
        old.placement = Register(Placement(node: NodeID("a"), engine: .podman, epoch: 4), stamp: stamp(1))
        old.status = Register(
            Status(uid: UID("1"), node: NodeID("a"), phase: .running, observedRevision: stamp(1)), stamp: stamp(1))
        #expect(record(2, ["template": "debian"]).writes(from: old).map(\.lane) == [.spec])
    }

    @Test("a tombstone is one entry, of which it comes back")
    func tombstone() throws {
        var old = record(1, ["template": "ubuntu", "running": true])
        old.placement = Register(Placement(node: NodeID("b"), engine: .podman, epoch: 4), stamp: stamp(1))
        var gone = old
        gone.spec.value.deletion = Deletion(requestedAt: WallTime(milliseconds: 1), keepVolumes: true)
        gone.spec.stamp = stamp(2)
        gone.status = Register(
            Status(uid: UID("1"), node: NodeID("a"), phase: .gone, observedRevision: stamp(2)), stamp: stamp(3))
        let writes = gone.writes(from: old)
        #expect(writes.map(\.lane) == [.spec] && writes.map(\.stage) == [.gone] && writes.map(\.stamp) == [stamp(3)])
        let record = try #require(view(writes))
        #expect(record == gone.stripped && record.isTombstone)
        #expect(record.placement?.value == old.placement?.value)
        #expect(gone.writes(from: record).isEmpty && record.writes(from: record).isEmpty)
    }

    @Test("other kinds keep fields of these names in their spec")
    func otherKinds() {
        var record = record(1, ["cpus": 2, "running": true])
        record.key = ResourceKey(.template, name: "ubuntu")
        #expect(record.writes(from: nil).map(\.lane) == [.spec])
    }

    @Test("an edit that Unicode takes for none is one: paths go by their bytes")
    func bytes() {
        let old = record(1, ["template": "t", "volumes": ["/data/caf\u{E9}"], "cpus": 2])
        let new = record(2, ["template": "t", "volumes": ["/data/cafe\u{301}"], "cpus": 4])
        #expect(new.writes(from: old).map(\.lane) == [.cpus, .spec])
    }
}
