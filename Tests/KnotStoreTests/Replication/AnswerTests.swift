import KnotModel
import KnotStore
import Testing

@Suite("Answers to a vector")
struct AnswerTests {
    private static let here = Origin(node: NodeID("here"), incarnation: 1)
    private static let there = Origin(node: NodeID("there"), incarnation: 1)

    /// Three entries of one commit, and a fourth.
    private func sender() -> LaneTable {
        var table = LaneTable()
        _ = table.commit(
            (1...3).map { .sample(key: EntryKey(kind: "space", name: "a\($0)"), lane: .spec, ticks: $0) },
            as: Self.there)
        _ = table.commit([.sample(lane: .running, ticks: 4)], as: Self.there)
        return table
    }

    private func id(_ number: UInt64) -> AnswerID { AnswerID(sender: Self.there, number: number) }

    @Test("an answer's last chunk covers what its sender's table covers")
    func complete() {
        var table = LaneTable()
        var intake = AnswerIntake(table)
        let chunks = sender().answer(to: intake.question, id: id(1), limit: 3)
        #expect(chunks.map(\.entries.count) == [3, 1])
        let isFirstComplete = intake.take(chunks[0], into: &table).isComplete
        #expect(!isFirstComplete)
        #expect(table.vector[Self.there] == 0)
        let isComplete = intake.take(chunks[1], into: &table).isComplete
        #expect(isComplete)
        #expect(table.vector[Self.there] == 4)
        #expect(table.entries == sender().entries)
        // Nothing is missing then: one chunk, with no entry.
        #expect(sender().answer(to: table.vector, id: id(2), limit: 3).map(\.entries.count) == [0])
    }

    @Test("what comes out of turn is merged and covers nothing")
    func outOfTurn() {
        var table = LaneTable()
        var intake = AnswerIntake(table)
        let chunks = sender().answer(to: intake.question, id: id(1), limit: 3)
        let complete = chunks.reversed().map { intake.take($0, into: &table).isComplete }
        #expect(complete == [false, false])
        #expect(table.entries == sender().entries)
        #expect(table.vector[Self.there] == 0)
    }

    @Test("chunks of two answers to one question are not put together")
    func mixed() {
        var table = LaneTable()
        var intake = AnswerIntake(table)
        let first = sender().answer(to: intake.question, id: id(1), limit: 3)
        let second = sender().answer(to: intake.question, id: id(2), limit: 3)
        let mixed = [first[0], second[1]].map { intake.take($0, into: &table).isComplete }
        #expect(mixed == [false, false])
        #expect(table.vector[Self.there] == 0)
        let isComplete = intake.take(first[1], into: &table).isComplete
        #expect(isComplete)
    }

    @Test("an answer covers nothing in a table that has gone back since the question")
    func setBack() {
        var table = LaneTable()
        _ = table.commit([.sample(lane: .cpus, ticks: 1)], as: Self.here)
        var intake = AnswerIntake(table)
        var older = LaneTable()
        let complete = sender().answer(to: intake.question, id: id(1), limit: 3)
            .map { intake.take($0, into: &older).isComplete }
        #expect(complete == [false, false])
        #expect(older.vector == VersionVector())
    }

    @Test("a push after a gap is merged and covers nothing, until the gap is filled")
    func gap() throws {
        var origin = LaneTable()
        let pushes = [LaneName.spec, .running].compactMap {
            origin.commit([.sample(lane: $0, ticks: 1)], as: Self.there)
        }
        let (first, second) = (try #require(pushes.first), try #require(pushes.last))
        var table = LaneTable()
        table.take(second)
        #expect(table.entries == second.entries)
        #expect(table.vector[Self.there] == 0)
        table.take(first)
        #expect(table.vector[Self.there] == 1)
        table.take(second)
        #expect(table.vector == origin.vector)
    }

    @Test("no peer's number makes the next one overflow")
    func greatest() {
        var vector = VersionVector()
        let extensions = [UInt64.max, VersionVector.greatest].map { vector.extend(Self.here, by: 1...$0) }
        #expect(extensions == [false, true])
        var table = LaneTable()
        table.restore(vector)
        let push = table.commit([.sample(lane: .spec, ticks: 1)], as: Self.here)
        #expect(push == nil)
        #expect(table.entries.isEmpty)
    }

    @Test("a push is one origin's, and numbered densely")
    func pushes() {
        func entry(_ sequence: UInt64, _ origin: Origin = Self.there) -> LaneEntry {
            var entry = LaneEntry.sample(lane: .spec, ticks: 1)
            (entry.origin, entry.sequence) = (origin, sequence)
            return entry
        }
        #expect(Push(entries: [entry(4), entry(5)])?.range == 4...5)
        for entries in [[], [entry(0)], [entry(1), entry(3)], [entry(1), entry(2, Self.here)], [entry(.max)]] {
            #expect(Push(entries: entries) == nil)
        }
    }
}
