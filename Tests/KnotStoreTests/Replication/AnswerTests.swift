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
        let entries = (1...3).map {
            LaneEntry.sample(key: EntryKey(kind: "space", name: "a\($0)"), lane: .spec, ticks: $0)
        }
        for commit in [entries, [.sample(lane: .running, ticks: 4)]] {
            if let push = table.prepare(commit, as: Self.there) { table.take(push) }
        }
        return table
    }

    private func chunks(_ question: Question, answer: UInt64 = 1) -> [AnswerChunk] {
        sender().answer(to: question, id: AnswerID(sender: Self.there, number: answer), limit: 3)
    }

    @Test("an answer's last chunk covers what its sender's table covers")
    func complete() {
        var table = LaneTable()
        let chunks = chunks(table.ask(id: 1))
        #expect(chunks.map(\.entries.count) == [3, 1])
        let isFirstComplete = table.take(chunks[0])
        #expect(!isFirstComplete)
        #expect(table.vector[Self.there] == 0)
        let isComplete = table.take(chunks[1])
        #expect(isComplete)
        #expect(table.vector[Self.there] == 4)
        #expect(table.entries == sender().entries)
        // Nothing is missing then: one chunk, with no entry.
        #expect(self.chunks(table.ask(id: 2)).map(\.entries.count) == [0])
    }

    @Test("the entries of one key are in one chunk")
    func keys() {
        var table = LaneTable()
        let entries = [LaneName.spec, .running, .cpus, .memory].map { LaneEntry.sample(lane: $0, ticks: 1) }
        if let push = table.prepare(entries, as: Self.there) { table.take(push) }
        let question = Question(id: 1, vector: VersionVector())
        let chunks = table.answer(to: question, id: AnswerID(sender: Self.there, number: 1), limit: 1)
        #expect(chunks.map(\.entries.count) == [4])
    }

    @Test("what comes out of turn is merged and covers nothing")
    func outOfTurn() {
        var table = LaneTable()
        let chunks = chunks(table.ask(id: 1))
        let complete = chunks.reversed().map { table.take($0) }
        #expect(complete == [false, false])
        #expect(table.entries == sender().entries)
        #expect(table.vector[Self.there] == 0)
    }

    @Test("chunks of two answers to one question are not put together")
    func mixed() {
        var table = LaneTable()
        let question = table.ask(id: 1)
        let (first, second) = (chunks(question, answer: 1), chunks(question, answer: 2))
        let mixed = [first[0], second[1]].map { table.take($0) }
        #expect(mixed == [false, false])
        #expect(table.vector[Self.there] == 0)
        let isComplete = table.take(first[1])
        #expect(isComplete)
    }

    @Test("a table that has gone back to before a chunk covers nothing by those after it")
    func setBack() {
        var table = LaneTable()
        let before = table
        let chunks = chunks(table.ask(id: 1))
        let asked = table
        _ = table.take(chunks[0])
        for older in [before, asked] {
            table = older
            let isComplete = table.take(chunks[1])
            #expect(!isComplete)
            #expect(table.vector == VersionVector())
        }
    }

    @Test("an answer that is not waited for is merged and covers nothing")
    func forgotten() {
        var table = LaneTable()
        let chunks = chunks(table.ask(id: 1))
        table.forget(1)
        let complete = chunks.map { table.take($0) }
        #expect(complete == [false, false])
        #expect(table.entries == sender().entries)
    }

    @Test("a chunk whose entries have no valid number is none")
    func numbers() {
        for sequence in [0, VersionVector.greatest + 1, .max] {
            var entry = LaneEntry.sample(lane: .spec, ticks: 1)
            entry.sequence = sequence
            let chunk = AnswerChunk(
                answer: AnswerID(sender: Self.there, number: 1), question: 1, index: 0, entries: [entry], covered: nil)
            #expect(chunk == nil)
            #expect(!VersionVector().covers(entry))
        }
    }

    @Test("a commit is seen by nobody before it is taken, and its numbers are given again when it is not")
    func failedCommit() throws {
        var table = LaneTable()
        let lost = try #require(table.prepare([.sample(lane: .spec, ticks: 1)], as: Self.here))
        #expect(table.entries.isEmpty)
        #expect(table.vector == VersionVector())
        let next = try #require(table.prepare([.sample(lane: .spec, ticks: 2)], as: Self.here))
        #expect(next.range == lost.range)
        table.take(next)
        #expect(table.vector[Self.here] == 1)
    }

    @Test("a push after a gap is merged and covers nothing, until the gap is filled")
    func gap() throws {
        var origin = LaneTable()
        let pushes = [LaneName.spec, .running].compactMap { lane in
            let push = origin.prepare([.sample(lane: lane, ticks: 1)], as: Self.there)
            if let push { origin.take(push) }
            return push
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
        #expect(table.prepare([.sample(lane: .spec, ticks: 1)], as: Self.here) == nil)
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
