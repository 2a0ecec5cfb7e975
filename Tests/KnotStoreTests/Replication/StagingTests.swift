import KnotModel
import KnotStore
import Testing

@Suite("What a commit makes of a table, before it is made")
struct StagingTests {
    private static let here = Origin(node: NodeID("here"), incarnation: 1)
    private static let there = Origin(node: NodeID("there"), incarnation: 1)
    private static let key = EntryKey(kind: "space", name: "alice/web")

    private func push(_ entries: [LaneEntry], from sequence: UInt64, of origin: Origin = there) throws -> Push {
        try #require(
            Push(
                entries: entries.enumerated().map { index, entry in
                    var entry = entry
                    (entry.origin, entry.sequence) = (origin, sequence + UInt64(index))
                    return entry
                }))
    }

    @Test("of a key only the entries that change are stored")
    func entries() throws {
        var table = LaneTable()
        table.take(try push([.sample(lane: .spec, ticks: 1), .sample(lane: .running, ticks: 1)], from: 1))
        let delta = table.stage([.push(try push([.sample(lane: .spec, ticks: 2)], from: 3))])
        #expect(delta.entries.map(\.lane) == [.spec])
        #expect(delta.changes.map(\.key) == [Self.key] && delta.cleared.isEmpty)
        // Of another object all are.
        let other = try push(
            [
                .sample(lane: .spec, created: 2, uid: "2", ticks: 3),
                .sample(lane: .running, created: 2, uid: "2", ticks: 3),
            ],
            from: 3)
        #expect(table.stage([.push(other)]).entries.count == 2)
        #expect(table.vector[Self.there] == 2, "nothing was taken in")
    }

    @Test("another object of the same uid leaves nothing of the one before")
    func alike() throws {
        var table = LaneTable()
        table.take(try push([.sample(lane: .spec, ticks: 1), .sample(lane: .running, ticks: 1)], from: 1))
        let delta = table.stage([.push(try push([.sample(lane: .spec, created: 2, ticks: 2)], from: 3))])
        #expect(delta.cleared == [Self.key])
        #expect(delta.entries.count == 1)
    }

    @Test("what is too far ahead is held back once, covered, and merged when it is not")
    func held() throws {
        var table = LaneTable()
        let early = try push([.sample(lane: .running, ticks: 90)], from: 5)
        for _ in 1...2 { table.apply(table.stage([.push(early)], limit: 50)) }
        #expect(table.held == early.entries && table.entries.isEmpty)
        #expect(table.vector[Self.there] == 0, "four are missing before it")
        let others = try push((1...4).map { .sample(lane: .spec, ticks: $0 + 90) }, from: 1)
        table.apply(table.stage([.push(others)], limit: 50))
        #expect(table.held == others.entries + early.entries)
        #expect(table.vector[Self.there] == 4)
        let answer = table.answer(
            to: Question(id: 1, vector: VersionVector()), id: AnswerID(sender: Self.here, number: 1), limit: 9)
        #expect(answer.flatMap(\.entries) == table.held)
        let released = table.stage(limit: 93)
        #expect(released.released == Array(others.entries[0...2]) + early.entries)
        table.apply(released)
        #expect(table.held == [others.entries[3]])
        #expect(table.entries == early.entries + [others.entries[2]])
        #expect(!table.stage(limit: 93).isDurable)
    }

    @Test("a commit of this node takes in nothing that is held back")
    func own() throws {
        var table = LaneTable()
        table.apply(table.stage([.push(try push([.sample(lane: .running, ticks: 90)], from: 1))], limit: 50))
        let own = try #require(table.prepare([.sample(lane: .spec, ticks: 3)], as: Self.here))
        let delta = table.stage(own: own)
        #expect(delta.entries == own.entries && delta.released.isEmpty)
        table.apply(delta)
        #expect(table.held.count == 1)
    }

    @Test(
        "who has not seen a tombstone that was let go is answered with everything, and keeps what the other had not seen"
    )
    func whole() throws {
        var (a, b) = (LaneTable(), LaneTable())
        let made = try push([.sample(lane: .spec, ticks: 1), .sample(lane: .running, ticks: 1)], from: 1)
        a.take(made)
        b.take(made)
        let end = try #require(
            a.prepare([.sample(lane: .spec, ticks: 2, stage: .gone)], as: Self.here))
        a.take(end)
        a.apply(a.stage(own: nil, lettingGo: [Self.key, EntryKey(kind: "space", name: "nobody")]))
        #expect(a.entries.isEmpty && a.floor[Self.here] == 1)
        // What comes late of it is not taken in again.
        #expect(a.stage([.push(made), .push(end)]).changes.isEmpty)
        let late = try #require(
            b.prepare([.sample(lane: .status, ticks: 3)], as: Origin(node: NodeID("b"), incarnation: 1)))
        b.take(late)
        let question = b.ask(id: 1)
        let chunks = a.answer(to: question, id: AnswerID(sender: Self.here, number: 1), limit: 9)
        #expect(chunks.count == 1 && chunks[0].isWhole)
        let delta = b.stage(chunks.map { .chunk($0) })
        #expect(delta.isAnswered)
        #expect(delta.cleared == [Self.key] && delta.entries == late.entries && delta.forgotten == [Self.key])
        b.apply(delta)
        #expect(b.entries == late.entries && b.floor == a.floor)
        // It has seen it now.
        let next = a.answer(to: b.ask(id: 2), id: AnswerID(sender: Self.here, number: 2), limit: 9)
        #expect(next.allSatisfy { !$0.isWhole })
    }

    @Test("a table that claims nothing any more is told everything, and gives no whole answer")
    func forgets() throws {
        var table = LaneTable()
        table.take(try push([.sample(lane: .spec, ticks: 1)], from: 1))
        var floor = VersionVector()
        floor.cover(Self.there, to: 1)
        table.restore(VersionVector(), floor: floor)
        table.forgetCoverage()
        #expect(table.vector == VersionVector() && table.floor == VersionVector())
        #expect(table.entries.count == 1)
    }
}
