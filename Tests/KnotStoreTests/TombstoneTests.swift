import KnotModel
import KnotStore
import Testing

@Suite struct TombstoneTests {
    private func deleted(_ number: Int) -> Record {
        let node = NodeID("node-with-a-long-name-\(number % 3)")
        var generator = SeededGenerator(seed: UInt64(number))
        let uid = UID(using: &generator)
        let fields: FieldMap = ["template": "ubuntu", "description": .string(String(repeating: "x", count: 2_000))]
        let wall = WallTime(milliseconds: Int64(number))
        let lane = SpecLane(
            uid: uid, fields: fields, owner: .user("alice"), createdAt: wall,
            deletion: Deletion(requestedAt: wall, keepVolumes: number % 2 == 0), restart: Stamp(ticks: 3, node: node))
        let revision = Stamp(ticks: UInt64(number) << 16, node: node)
        let status = Status(
            uid: uid, node: node, phase: .gone, observedRevision: revision, containerID: "c",
            conditions: [Condition(.ready, .no, reason: "Stopped", message: "m", since: wall)])
        return Record(
            key: ResourceKey(.space, owner: "alice", name: "s\(number)"), spec: Register(lane, stamp: revision),
            placement: Register(Placement(node: node, engine: .podman, epoch: 7), stamp: Stamp(ticks: 9, node: node)),
            status: Register(status, stamp: Stamp(ticks: UInt64(number) << 16 + 1, node: node)))
    }

    /// The bytes of a table's entry, at the moment when it has the most room to spare.
    @Test func aTombstoneTakesThreeHundredBytesAtMost() {
        #expect(Store.mostBytesPerTombstone <= 300)
    }

    @Test func nothingIsKeptOfADeletedResourceButItsTombstone() throws {
        let record = deleted(5)
        let store = Store([record])
        let kept = try #require(store[record.key])
        #expect(kept == record.stripped)
        #expect(kept.isTombstone)
        #expect(kept.spec.value.fields.isEmpty)
        #expect(kept.currentStatus?.conditions.isEmpty == true)
        #expect((kept.uid, kept.revision, kept.latest) == (record.uid, record.latest, record.latest))
        #expect(kept.placement?.value == record.placement?.value)
        #expect(kept.spec.value.deletion == record.spec.value.deletion)
        #expect(store.records(of: .space).isEmpty)
        #expect(store.all == [kept])
    }

    @Test func aStrippedRecordIsOneThatStaysTheSame() {
        let record = deleted(4)
        #expect(record.stripped.stripped == record.stripped)
        #expect(record.stripped.isTombstone)
        var live = record
        live.spec.value.deletion = nil
        #expect(live.stripped == live)
    }

    @Test func aSuccessorTakesThePlaceOfATombstone() {
        let record = deleted(6)
        var store = Store([record])
        var successor = record
        successor.spec = Register(
            SpecLane(uid: UID("new"), fields: ["a": 1], owner: .user("bob"), createdAt: WallTime(milliseconds: 1)),
            stamp: Stamp(ticks: 7 << 20, node: NodeID("a")))
        store.replace(successor)
        #expect(store.records(of: .space).map(\.uid) == [UID("new")])
        #expect(store.count(of: .user("alice")) == 0)
        #expect(store.count(of: .user("bob")) == 1)
        store.remove(record.key)
        #expect(store.count(of: .user("bob")) == 0)
        #expect(store.all.isEmpty)
    }

    @Test func tombstonesCountForTheirOwner() {
        let store = Store((0..<10).map(deleted))
        #expect(store.count(of: .user("alice")) == 10)
    }
}
