import KnotModel
import KnotStore
import Testing

@Suite struct StoreTests {
    private func record(_ name: String, ticks: UInt64, deleted: Bool = false, kind: Kind = .template) -> Record {
        let lane = SpecLane(
            uid: UID(name), fields: [:], owner: .user("a"), createdAt: WallTime(milliseconds: 0),
            deletion: deleted ? Deletion(requestedAt: WallTime(milliseconds: 0), keepVolumes: false) : nil)
        return Record(
            key: ResourceKey(kind, name: name), spec: Register(lane, stamp: Stamp(ticks: ticks, node: NodeID("a"))))
    }

    @Test func listsAreSortedAndLeaveTombstonesOut() {
        let store = Store([record("b", ticks: 1), record("c", ticks: 2, deleted: true), record("a", ticks: 3)])
        #expect(store.records(of: .template).map(\.key.name) == ["a", "b"])
        #expect(store.all.map(\.key.name) == ["a", "b", "c"])
    }

    @Test func pagesGoOnWhereTheLastEnded() {
        let store = Store((0..<10).map { record("t\($0)", ticks: 1) })
        let key = ResourceKey(.template, name: "t4")
        #expect(store.page(of: .template, from: nil, limit: 2).map(\.key.name) == ["t0", "t1"])
        #expect(store.page(of: .template, from: key, limit: 3).map(\.key.name) == ["t4", "t5", "t6"])
        #expect(store.page(of: .template, from: ResourceKey(.template, name: "t90"), limit: 3).isEmpty)
        #expect(store.page(of: .zone, from: nil, limit: 3).isEmpty)
        #expect(store.count(of: .template) == 10)
    }

    /// Spaces that come, change template and owner, are deleted and made anew.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func indexesHoldWhatARecordsFieldsSay(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var store = Store()
        for ticks in 1...200 as ClosedRange<UInt64> {
            let name = ["a", "b", "c", "d"].randomElement(using: &generator) ?? "a"
            var space = record(name, ticks: ticks, deleted: Int.random(in: 0..<4, using: &generator) == 0, kind: .space)
            let template = ["one", "two", "three"].randomElement(using: &generator) ?? "one"
            space.spec.value.fields["template"] = .string(template)
            space.spec.value.owner = .user(["u", "v"].randomElement(using: &generator) ?? "u")
            if space.isDeleting {
                space.status = Register(
                    Status(uid: space.uid, node: NodeID("a"), phase: .gone, observedRevision: space.revision),
                    stamp: space.revision)
            }
            store.replace(space)
            if Int.random(in: 0..<9, using: &generator) == 0 { store.remove(space.key) }
            let live = store.all.filter { !$0.isTombstone }
            #expect(store.records(of: .space) == live)
            #expect(store.keys(of: .space) == live.map(\.key))
            #expect(store.count(of: .space) == live.count)
            for template in ["one", "two", "three", "none"] {
                let expected = live.filter { $0.spec.value.fields["template"]?.string == template }.map(\.key)
                #expect(store.spaces(ofTemplate: template) == expected)
            }
            for owner in [SpecOwner.user("u"), .user("v")] {
                #expect(store.count(of: owner) == store.all.count { $0.spec.value.owner == owner })
            }
        }
    }

    @Test func theLatestStampIsKnown() {
        let store = Store([record("b", ticks: 7), record("c", ticks: 9, deleted: true), record("a", ticks: 3)])
        #expect(store.latest?.ticks == 9)
    }

    @Test func tombstonesExpireAfterAWeek() {
        let day: Int64 = 86_400_000
        let store = Store([
            record("old", ticks: UInt64(day) << 16, deleted: true),
            record("young", ticks: UInt64(7 * day) << 16, deleted: true),
            record("live", ticks: 1),
        ])
        let expired = store.expiredTombstones(at: WallTime(milliseconds: 8 * day + 1))
        #expect(expired.map(\.name) == ["old"])
    }

    @Test func aDeletedSpaceIsATombstoneOnlyOnceItIsGone() {
        var space = record("web", ticks: 1, deleted: true, kind: .space)
        #expect(!space.isTombstone)
        space.status = Register(
            Status(uid: space.uid, node: NodeID("a"), phase: .gone, observedRevision: space.revision),
            stamp: Stamp(ticks: 2, node: NodeID("a")))
        #expect(space.isTombstone)
        space.status?.value.uid = UID("other")
        #expect(!space.isTombstone)
    }

    @Test func eventsCountRepeatsAndStayBounded() {
        var log = EventLog()
        func event(_ name: String, _ message: String = "started", at time: Int64) -> Event {
            let wall = WallTime(milliseconds: time)
            return Event(
                key: ResourceKey(.space, owner: "a", name: name), severity: .normal, reason: "Started",
                message: message, first: wall, last: wall, node: NodeID("a"))
        }
        _ = log.record(event("web", at: 1))
        let second = log.record(event("web", at: 5))
        #expect((second.count, second.first.milliseconds, second.last.milliseconds) == (2, 1, 5))
        for index in 0..<EventLog.capacity * 2 { _ = log.record(event("n\(index)", at: Int64(10 + index))) }
        #expect(log.list().count <= EventLog.capacity)
        #expect(log.list(for: ResourceKey(.space, owner: "a", name: "web")).isEmpty)
    }

    @Test func eventsOfOneReasonKeepTheirMessagesApart() {
        let key = ResourceKey(.space, owner: "a", name: "web")
        func event(_ message: String, at time: Int64) -> Event {
            let wall = WallTime(milliseconds: time)
            return Event(
                key: key, severity: .warning, reason: "PortTaken", message: message, first: wall, last: wall,
                node: NodeID("a"))
        }
        var log = EventLog()
        var stored: [Event] = []
        for (index, port) in [3000, 8089, 3000, 8089, 3000].enumerated() {
            stored.append(log.record(event("port \(port) is taken", at: Int64(index))))
        }
        #expect(log.list(for: key).map(\.message) == ["port 8089 is taken", "port 3000 is taken"])
        #expect(log.list(for: key).map(\.count) == [2, 3])
        #expect(Set(stored.map(\.variant)) == [nil, 1])

        // What was stored goes on where it ended.
        log = EventLog(log.list())
        #expect(log.record(event("port 8089 is taken", at: 5)).count == 3)

        // An engine names a new endpoint at each try.
        let ids = ["84dc1c26a4c6b66f38a84632cddb3d2f", "e9ae4143e65e7589ec3146565cdf2b6c"]
        for (index, id) in ids.enumerated() {
            _ = log.record(event("endpoint web (\(id)): in use", at: Int64(6 + index)))
        }
        #expect(log.list(for: key).last?.message == "endpoint web (\(ids[1])): in use")
        #expect(log.list(for: key).map(\.count) == [3, 3, 2])
        #expect(log.record(event(ids[0], at: 8)).count == 1)
        #expect(log.record(event(ids[1], at: 9)).count == 2)

        // A message that is another each time fills no more than its share, and pushes out the longest untouched.
        for number in 0..<100 { _ = log.record(event("failed \(number) times", at: Int64(10 + number))) }
        #expect(log.list(for: key).map(\.message) == (96..<100).map { "failed \($0) times" })
        #expect(log.list(for: key).allSatisfy { $0.count == 1 })
    }
}
