import KnotModel
import KnotStore
import Testing

/// The laws by which replicas agree, over deletions, re-creations, several uids, epochs out of order, equal stamps with
/// different bytes, and lanes and kinds that nobody knows.
@Suite("Lanes of one resource")
struct LaneSetTests {
    private func merged(_ entries: [LaneEntry]) -> LaneSet? { LaneSet(entries) }

    private func generated(_ seed: UInt64) -> [LaneEntry] {
        var generator = SeededGenerator(seed: seed)
        return (0..<8).map { _ in LaneEntry.random(ticks: 1...4, using: &generator) }
    }

    @Test("merging is commutative, associative and idempotent", arguments: 0..<500 as Range<UInt64>)
    func laws(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 1)
        let entries = generated(seed)
        let expected = try #require(merged(entries))
        #expect(merged(entries.shuffled(using: &generator)) == expected)
        #expect(merged(entries + entries.shuffled(using: &generator)) == expected)
        // Two halves merged by themselves, and then one into the other.
        let cut = Int.random(in: 1..<entries.count, using: &generator)
        let left = try #require(merged(Array(entries[..<cut])))
        let right = try #require(merged(Array(entries[cut...])))
        #expect(merged(right.entries + left.entries) == expected)
        // What is kept was written by somebody, as it stands; and it dominates everything that was merged.
        #expect(expected.entries.allSatisfy(entries.contains))
        #expect(entries.allSatisfy(expected.dominates))
    }

    @Test("of two entries one supersedes the other, unless they are equal", arguments: 0..<500 as Range<UInt64>)
    func order(seed: UInt64) {
        let entries = generated(seed)
        for a in entries {
            for b in entries {
                #expect([a == b, a.supersedes(b), b.supersedes(a)].count(where: \.self) == 1)
                for c in entries where a.supersedes(b) && b.supersedes(c) { #expect(a.supersedes(c)) }
            }
        }
    }

    @Test("dominating tells what merging does", arguments: 0..<500 as Range<UInt64>)
    func dominating(seed: UInt64) throws {
        let entries = generated(seed)
        let set = try #require(merged(Array(entries.dropLast())))
        let entry = try #require(entries.last)
        var after = set
        let merge = after.merge(entry)
        #expect(set.dominates(entry) == (after == set))
        switch merge {
        case .known: #expect(set[entry.lane] == entry)
        case .superseded(let by): #expect(by == (set.object == entry.object ? set.over ?? set[entry.lane] : nil))
        case .taken(let replaced):
            #expect(after[entry.lane] == entry)
            let replacesAll = set.object != entry.object || entry.stage.isOver || set.over != nil
            #expect(replaced == (replacesAll ? set.entries : [set[entry.lane]].compactMap { $0 }))
        }
    }

    @Test("a stop here and an apply there both survive")
    func independentLanes() throws {
        let apply = LaneEntry.sample(lane: .spec, ticks: 5, value: "image: web:2")
        let stop = LaneEntry.sample(lane: .running, ticks: 4, value: "false")
        let set = try #require(merged([apply, stop]))
        #expect(set[.spec] == apply)
        #expect(set[.running] == stop)
    }

    @Test("the later created object wins, whatever the stamps of the entries")
    func recreation() throws {
        let old = LaneEntry.sample(lane: .spec, created: 1, uid: "f", ticks: 90)
        let oldStatus = LaneEntry.sample(lane: .status, created: 1, uid: "f", ticks: 95)
        let new = LaneEntry.sample(lane: .spec, created: 2, uid: "a", ticks: 2)
        let set = try #require(merged([old, oldStatus, new]))
        #expect(set.entries == [new])
        #expect(merged([new, oldStatus, old]) == set)
    }

    @Test("a deletion is never taken back for its object, and a new object is not deleted by it")
    func deletion() throws {
        let deletion = LaneEntry.sample(lane: .spec, ticks: 3, stage: .deleting)
        let edit = LaneEntry.sample(lane: .spec, ticks: 9)
        #expect(try #require(merged([deletion, edit]))[.spec] == deletion)
        let new = LaneEntry.sample(lane: .spec, created: 2, uid: "2", ticks: 4)
        #expect(try #require(merged([deletion, new, edit]))[.spec] == new)
    }

    @Test("an object that is gone has one entry, and nothing of it comes back")
    func gone() throws {
        let end = LaneEntry.sample(lane: .spec, ticks: 3, stage: .gone)
        let others = [
            LaneEntry.sample(lane: .spec, ticks: 9, stage: .deleting), .sample(lane: .status, ticks: 9),
            .sample(lane: LaneName(rawValue: "of a newer version"), ticks: 9),
        ]
        #expect(try #require(merged(others + [end])).entries == [end])
        #expect(try #require(merged([end] + others)).entries == [end])
        let new = LaneEntry.sample(lane: .spec, created: 2, uid: "2", ticks: 1)
        #expect(try #require(merged([end, new] + others)).entries == [new])
    }

    @Test("a placement of a lower epoch loses to a higher one that was stamped earlier")
    func epochs() throws {
        let higher = LaneEntry.sample(lane: .placement, ticks: 3, epoch: 2)
        let lower = LaneEntry.sample(lane: .placement, ticks: 9, epoch: 1)
        #expect(try #require(merged([higher, lower]))[.placement] == higher)
    }

    @Test("equal stamps go by the bytes")
    func ties() throws {
        let a = LaneEntry.sample(lane: .spec, ticks: 3, value: "a")
        let b = LaneEntry.sample(lane: .spec, ticks: 3, value: "b")
        #expect(try #require(merged([b, a]))[.spec] == b)
        #expect(try #require(merged([a, b]))[.spec] == b)
    }

    @Test("a writer who had not seen what is superseded is told apart from one who had")
    func concurrency() {
        let loser = LaneEntry.sample(lane: .spec, ticks: 5)
        #expect(LaneEntry.sample(lane: .spec, ticks: 9, base: nil).overwritesUnseen(loser))
        #expect(LaneEntry.sample(lane: .spec, ticks: 9, base: 4).overwritesUnseen(loser))
        #expect(!LaneEntry.sample(lane: .spec, ticks: 9, base: 5).overwritesUnseen(loser))
        #expect(!LaneEntry.sample(lane: .spec, ticks: 9, base: 7).overwritesUnseen(loser))
    }

    @Test("a key of a kind that nobody knows is kept, and is no resource")
    func unknownKinds() {
        #expect(EntryKey(kind: "gateway", name: "front").resource == nil)
        for key in [ResourceKey(.space, owner: "alice", name: "web"), ResourceKey(.template, name: "ubuntu")] {
            #expect(EntryKey(key).resource == key)
            #expect(EntryKey(key).description == key.description)
        }
        #expect(EntryKey(kind: "space", name: "Not a name").resource == nil)
        // What people may call a kind is not what entries call it.
        for kind in ["Space", "spaces"] { #expect(EntryKey(kind: kind, name: "alice/web").resource == nil) }
    }

    /// Each equal to the other to Swift, and to Unicode; of other bytes.
    private static let twins = ("caf\u{E9}", "cafe\u{301}")

    @Test("names that Unicode takes for the same are not: lanes, keys, objects and nodes go by their bytes")
    func bytes() throws {
        let (one, other) = Self.twins
        #expect(one == other)
        #expect(LaneName(rawValue: one) != LaneName(rawValue: other))
        #expect(EntryKey(kind: "space", name: one) != EntryKey(kind: "space", name: other))
        #expect(Set([NodeID(one), NodeID(other)]).count == 2)
        #expect(Set([UID(one), UID(other)]).count == 2)
        #expect(NodeID("K") != NodeID("\u{212A}"))
        let entries = [(one, 1 as UInt64), (other, 2)].map {
            LaneEntry.sample(lane: LaneName(rawValue: $0.0), ticks: $0.1)
        }
        let set = try #require(merged(entries))
        #expect(set.entries.count == 2)
        #expect(merged(entries.reversed()) == set)
        #expect(entries.allSatisfy(set.dominates))
    }

    @Test("stamps that tie but for their nodes go by the nodes' bytes")
    func nodeOrder() {
        #expect(NodeID("\u{3B2}") < NodeID("\u{1F71}"))
        #expect(Origin(node: NodeID("\u{3B2}"), incarnation: 1) < Origin(node: NodeID("\u{1F71}"), incarnation: 1))
        #expect(Stamp(ticks: 1, node: NodeID("\u{3B2}")) < Stamp(ticks: 1, node: NodeID("\u{1F71}")))
    }
}
