import KnotModel
import KnotStore
import Testing

@Suite("A replica")
struct ReplicaTests {
    private static let key = ResourceKey(.space, owner: "alice", name: "web")

    private func replica(_ node: String) -> Replica {
        Replica(origin: Origin(node: NodeID(node), incarnation: 1), codec: PlainLaneCodec(), changeCapacity: 100)
    }

    private func record(
        _ ticks: UInt64, on node: String, _ fields: FieldMap, uid: String = "1", key: ResourceKey = key
    ) -> Record {
        let lane = SpecLane(
            uid: UID(uid), fields: fields, owner: .user("alice"), createdAt: WallTime(milliseconds: 0))
        return Record(key: key, spec: Register(lane, stamp: Stamp(ticks: ticks, node: NodeID(node))))
    }

    /// Writes a record on one of the replicas. Returns what the others have to be told.
    private func write(_ record: Record, _ replica: inout Replica) throws -> Push {
        let staged = try #require(try replica.prepare([record]))
        replica.commit(staged)
        return try #require(staged.push)
    }

    @Test("what is prepared is seen once it is committed")
    func commit() throws {
        var replica = replica("a")
        let record = record(1, on: "a", ["template": "t", "running": true])
        let staged = try #require(try replica.prepare([record]))
        #expect(replica.store[Self.key] == nil)
        let changes = replica.commit(staged)
        #expect(changes == [ReplicaChange(key: Self.key, old: nil, new: record)])
        #expect(replica.store[Self.key] == record)
        #expect(try replica.prepare([record]) == nil)
        let cursor = ChangeCursor(node: NodeID("a"), boot: 1, sequence: 0)
        #expect(replica.changes.read(after: cursor) == .changes([Self.key], replica.changes.cursor))
    }

    @Test("all lanes of a new record are of one object, and a successor's end its predecessor's")
    func objects() throws {
        var replica = replica("a")
        var first = record(1, on: "a", ["template": "t", "cpus": 2])
        first.placement = Register(
            Placement(node: NodeID("a"), engine: .docker, epoch: 1), stamp: Stamp(ticks: 2, node: NodeID("a")))
        _ = try write(first, &replica)
        #expect(replica.store[Self.key] == first)
        var second = record(3, on: "a", ["template": "t"], uid: "2")
        second.placement = Register(
            Placement(node: NodeID("a"), engine: .docker, epoch: 2), stamp: Stamp(ticks: 4, node: NodeID("a")))
        let push = try write(second, &replica)
        #expect(replica.store[Self.key] == second)
        #expect(replica.table.entries == push.entries.sorted { $0.lane < $1.lane })
        var loaded = self.replica("b")
        loaded.load(replica.table.entries, replica.table.vector)
        #expect(loaded.store[Self.key] == second)
    }

    @Test("what would lose against what is stored is refused, and nothing of the commit is written")
    func outdone() throws {
        var replica = replica("a")
        _ = try write(record(5, on: "a", ["template": "t"]), &replica)
        let late = record(4, on: "a", ["template": "u"])
        let failure = #expect(throws: Failure.self) { try replica.prepare([late]) }
        #expect(failure?.code == .conflict)
        #expect(replica.store[Self.key]?.spec.value.fields == ["template": "t"])
    }

    @Test("a stop on one server and an apply on another both survive")
    func concurrent() throws {
        var (a, b) = (replica("a"), replica("b"))
        let first = record(1, on: "a", ["template": "t", "running": true])
        b.commit(try write(first, &a))
        let stop = try write(record(2, on: "a", ["template": "t", "running": false]), &a)
        let apply = try write(record(3, on: "b", ["template": "u", "running": true]), &b)
        let changes = (a.commit(apply), b.commit(stop))
        #expect(a.store[Self.key] == b.store[Self.key])
        #expect(a.store[Self.key]?.spec.value.fields == ["template": "u", "running": false])
        #expect(changes.0.map(\.new) == [a.store[Self.key]])
        #expect(changes.1.map(\.new) == [b.store[Self.key]])
        #expect(a.hashes == b.hashes)
    }

    @Test("of two specs written at once one is kept, and both servers learn which was overwritten")
    func overwritten() throws {
        var (a, b) = (replica("a"), replica("b"))
        b.commit(try write(record(1, on: "a", ["template": "t"]), &a))
        let one = try write(record(2, on: "a", ["template": "one"]), &a)
        let other = try write(record(2, on: "b", ["template": "other"]), &b)
        let (here, there) = (a.receive(other).overwritten, b.receive(one).overwritten)
        #expect(a.store[Self.key]?.spec.value.fields == ["template": "other"])
        #expect(a.store[Self.key] == b.store[Self.key])
        #expect(here == there)
        #expect(here.map(\.entry) == one.entries)
        #expect(here.map(\.winner) == [other.origin])
        // What was seen before is replaced, and nobody is told.
        let next = try write(record(4, on: "b", ["template": "next"]), &b)
        let lost = a.receive(next).overwritten
        #expect(lost.isEmpty)
    }

    @Test("of two values of another lane one is kept, and nobody is told")
    func overwrittenFields() throws {
        var (a, b) = (replica("a"), replica("b"))
        b.commit(try write(record(1, on: "a", ["template": "t", "cpus": 1]), &a))
        let one = try write(record(2, on: "a", ["template": "t", "cpus": 2]), &a)
        let other = try write(record(2, on: "b", ["template": "t", "cpus": 3]), &b)
        let lost = a.receive(other).overwritten + b.receive(one).overwritten
        #expect(a.store[Self.key]?.spec.value.fields == ["template": "t", "cpus": 3])
        #expect(a.store[Self.key] == b.store[Self.key])
        #expect(lost.isEmpty)
    }

    @Test("a key of a known kind that is no name is told of, and one of an unknown kind is not")
    func unnamed() {
        var replica = replica("a")
        let keys = [EntryKey(kind: "gateway", name: "front"), EntryKey(kind: "space", name: "Not a name")]
        replica.load(keys.map { .sample(key: $0, lane: .spec, ticks: 1) }, VersionVector())
        #expect(replica.unnamed == [keys[1]])
        #expect(replica.table.keys == keys)
        #expect(replica.store.all.isEmpty)
    }

    @Test("of a damaged resource nothing is believed until it is given up; then it may be another")
    func damaged() throws {
        var (a, b) = (replica("a"), replica("b"))
        let first = record(1, on: "b", ["template": "t"])
        let push = try write(first, &b)
        let failure = Failure(.recordUnreadable, subject: Self.key.description, "an entry is torn")
        a.load(push.entries, b.table.vector, damaged: [Self.key: failure])
        #expect(a.store.all.isEmpty)
        #expect(throws: failure) { try a.prepare([first]) }
        a.remove(Self.key)
        #expect(a.unreadable.isEmpty)
        // What was lost may have been covered: it is asked for again.
        #expect(a.table.vector == VersionVector())
        let second = record(2, on: "b", ["template": "u"])
        a.commit(try write(second, &b))
        a.commit(push)
        #expect(a.store[Self.key] == second)
    }

    @Test("what cannot be read is kept as it was last known, and passed on")
    func unreadable() throws {
        var (a, b) = (replica("a"), replica("b"))
        let known = record(1, on: "a", ["template": "t"])
        let push = try write(known, &a)
        b.commit(push)
        var entry = push.entries[0]
        (entry.sequence, entry.stamp.ticks, entry.value) = (2, 2, [UInt8(ascii: "?")])
        b.commit(try #require(Push(entries: [entry])))
        #expect(b.store[Self.key] == known)
        #expect(b.unreadable[Self.key]?.code == .recordUnreadable)
        let question = Question(id: 1, vector: a.table.vector)
        let chunks = b.table.answer(to: question, id: AnswerID(sender: b.origin, number: 1), limit: 10)
        #expect(chunks.flatMap(\.entries) == [entry])
        (entry.sequence, entry.stamp.ticks, entry.value) = (3, 3, push.entries[0].value)
        b.commit(try #require(Push(entries: [entry])))
        #expect(b.unreadable.isEmpty)
    }

    @Test("an object whose spec has not come yet is no record, and ends none")
    func pending() throws {
        var (a, b) = (replica("a"), replica("b"))
        let old = record(1, on: "a", ["template": "t"])
        b.commit(try write(old, &a))
        var new = record(2, on: "a", ["template": "t"], uid: "2")
        new.status = Register(
            Status(uid: UID("2"), node: NodeID("a"), phase: .running, observedRevision: new.revision),
            stamp: new.revision)
        let push = try write(new, &a)
        let alone = push.entries.filter { $0.lane == .status }
        // As a push that lost its first entries on the way, which a table takes and does not cover.
        var status = try #require(alone.first)
        status.sequence += 5
        let changes = b.commit(try #require(Push(entries: [status])))
        #expect(changes.isEmpty)
        #expect(b.store[Self.key] == old)
        b.commit(push)
        #expect(b.store[Self.key] == new)
    }

    @Test("a resource without a spec is not loaded as one that is absent")
    func partial() throws {
        var replica = replica("a")
        var record = record(1, on: "a", ["template": "t"])
        record.placement = Register(
            Placement(node: NodeID("a"), engine: .docker, epoch: 1), stamp: Stamp(ticks: 2, node: NodeID("a")))
        let push = try write(record, &replica)
        var loaded = self.replica("a")
        loaded.load(push.entries.filter { $0.lane != .spec }, replica.table.vector)
        #expect(loaded.store.all.isEmpty)
        #expect(loaded.unreadable[Self.key]?.message.contains("only a part") == true)
        #expect(throws: Failure.self) { try loaded.prepare([record]) }
    }

    @Test("loaded from its own entries it is the same", arguments: 0..<40 as Range<UInt64>)
    func loading(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var (a, b) = (replica("a"), replica("b"))
        var records: [ResourceKey: Record] = [:]
        for ticks in 1...40 as ClosedRange<UInt64> {
            let name = ["x", "y", "z"].randomElement(using: &generator) ?? "x"
            let key = ResourceKey(.space, owner: "alice", name: name)
            let isHere = Bool.random(using: &generator)
            var record = (isHere ? a : b).store[key] ?? record(ticks, on: "a", [:], uid: "\(ticks)", key: key)
            record.spec.stamp = Stamp(ticks: ticks, node: NodeID(isHere ? "a" : "b"))
            let field = ["template", "running", "cpus"].randomElement(using: &generator) ?? "template"
            record.spec.value.fields[field] = .int(Int64(ticks))
            if isHere { b.commit(try write(record, &a)) } else { a.commit(try write(record, &b)) }
            records[key] = record
        }
        #expect(a.store.all == records.values.sorted { $0.key < $1.key })
        #expect(b.store.all == a.store.all)
        var loaded = replica("c")
        loaded.load(a.table.entries.shuffled(using: &generator), a.table.vector)
        #expect(loaded.store.all == a.store.all)
        #expect(loaded.hashes == a.hashes)
        #expect(b.hashes == a.hashes)
        #expect(loaded.table.vector == b.table.vector)
    }
}
