import KnotModel
import KnotSimulator
import KnotStore
import Testing

@Suite struct SimulatedDatabaseTests {
    private static func record(_ name: String, _ ticks: UInt64) -> Record {
        let lane = SpecLane(
            uid: UID(name), fields: [:], owner: .user("alice"), createdAt: WallTime(milliseconds: 0))
        return Record(
            key: ResourceKey(.template, name: name),
            spec: Register(lane, stamp: Stamp(ticks: ticks, node: NodeID("n1"))))
    }

    @Test func aCommitReplacesAndForgets() throws {
        var database = SimulatedDatabase()
        var replica = try Replica([], codec: database.codec)
        func write(_ records: [Record], removed: [ResourceKey] = []) throws {
            let staged = try #require(try replica.prepare(records))
            var batch = staged.batch
            batch.removed = removed
            database.commit(batch)
            replica.commit(staged)
        }
        try write([Self.record("b", 1), Self.record("a", 1)])
        try write([Self.record("b", 2)], removed: [ResourceKey(.template, name: "a")])
        #expect(database.records == [Self.record("b", 2)])
        #expect(database.commits == 2)
        #expect(database.entries.map(\.sequence) == [3] && database.covered == replica.table.vector)
    }

    @Test func anEventReplacesTheOneOfItsReason() {
        var database = SimulatedDatabase()
        for count in 1...2 {
            let event = Event(
                key: ResourceKey(.template, name: "a"), severity: .normal, reason: "Made", message: "made",
                count: count,
                first: WallTime(milliseconds: 0), last: WallTime(milliseconds: 0), node: NodeID("n1"))
            database.commit(Batch(events: [event]))
        }
        #expect(database.events.map(\.count) == [2])
    }
}
