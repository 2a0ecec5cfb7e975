import KnotModel
import KnotStore
import Testing

/// Of a kind that nobody knows, so that only entries count.
@Suite("Comparing the hashes of replicas that should be equal")
struct ComparisonTests {
    private static let writer = Origin(node: NodeID("writer"), incarnation: 1)

    private enum Message {
        case hashes(HashComparison)
        case bucket(BucketEntries)
    }

    private func key(_ number: Int) -> EntryKey { EntryKey(kind: "gateway", name: "g\(number)") }

    /// What was written of 200 keys, in order: a first entry of each, another one of every third, the end of every fifth.
    private var written: [LaneEntry] {
        var entries: [LaneEntry] = []
        for number in 0..<200 {
            var lanes: [(LaneName, ObjectStage)] = [(.spec, .live), (.running, .live)]
            if number.isMultiple(of: 3) { lanes.append((.spec, .live)) }
            if number.isMultiple(of: 5) { lanes.append((.spec, .gone)) }
            for (lane, stage) in lanes {
                let ticks = UInt64(entries.count) + 10
                var entry = LaneEntry.sample(key: key(number), lane: lane, ticks: ticks, stage: stage)
                (entry.origin, entry.sequence) = (Self.writer, UInt64(entries.count) + 1)
                entries.append(entry)
            }
        }
        return entries
    }

    private func replica(
        _ node: String, _ entries: [LaneEntry], covered: UInt64? = nil, floor: UInt64? = nil, held: [LaneEntry] = []
    ) -> Replica {
        var table = LaneTable()
        for entry in entries { table.merge(entry) }
        var (vector, low) = (VersionVector(), VersionVector())
        vector.cover(Self.writer, to: covered ?? UInt64(written.count))
        if let floor { low.cover(Self.writer, to: floor) }
        table.restore(vector, floor: low, held: held)
        var replica = Replica(
            origin: Origin(node: NodeID(node), incarnation: 1), codec: PlainLaneCodec(), changeCapacity: 9)
        replica.load(table)
        return replica
    }

    /// Lets two replicas compare until neither has anything to say. Returns how many entries each got back that it covered.
    private func compare(_ replicas: inout [Replica]) -> [Int] {
        var mended = [0, 0]
        var messages: [(to: Int, message: Message)] = []
        if let first = replicas[0].comparison { messages.append((1, .hashes(first))) }
        var count = 0
        while !messages.isEmpty, count < 1_000 {
            count += 1
            let (to, message) = messages.removeFirst()
            switch message {
            case .hashes(let comparison):
                let reply = replicas[to].reply(to: comparison)
                if let hashes = reply.hashes { messages.append((1 - to, .hashes(hashes))) }
                messages += reply.buckets.map { (1 - to, .bucket($0)) }
            case .bucket(let bucket):
                if let reply = replicas[to].reply(to: bucket) { messages.append((1 - to, .bucket(reply))) }
                let staged = replicas[to].stage([.bucket(bucket)], limit: .max)
                replicas[to].commit(staged)
                mended[to] += staged.delta.mended.count
            }
        }
        #expect(count < 1_000)
        return mended
    }

    @Test("what one of them lost, or went back to, comes back to it", arguments: 0..<30 as Range<UInt64>)
    func mended(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let written = written
        let all = replica("c", written)
        // At most as many as one comparison goes into.
        let lost = (0..<2).map { _ in
            Set((0..<Int.random(in: 0...6, using: &generator)).map { _ in Int.random(in: 0..<200, using: &generator) })
        }
        var replicas = (0..<2).map { index in
            let numbers = Set(lost[index].subtracting(lost[1 - index]).map { key($0) })
            return replica(
                index == 0 ? "a" : "b",
                written.filter { entry in
                    // Whole keys, or the last that was written of them.
                    guard numbers.contains(entry.key) else { return true }
                    return entry.key.name.hasSuffix("1") && all.table[entry.key]?[entry.lane] != entry
                })
        }
        let differ = replicas[0].hashes != replicas[1].hashes
        let mended = compare(&replicas)
        #expect((mended != [0, 0]) == differ)
        #expect(replicas.allSatisfy { $0.hashes == all.hashes })
        for replica in replicas {
            for entry in all.table.entries where !entry.stage.isOver { #expect(replica.table.dominates(entry)) }
        }
        let again = compare(&replicas)
        #expect(again == [0, 0])
    }

    @Test("a deletion that was lost comes back, and one that was let go does not")
    func deletions() throws {
        let written = written
        let end = try #require(written.first { $0.stage.isOver })
        // One of them went back to before the object's end.
        var replicas = [replica("a", written), replica("b", written.filter { $0 != end })]
        #expect(compare(&replicas) == [0, 1])
        #expect(replicas[1].table[end.key]?.over == end)
        // One of them has let the memory of it go, which both floors tell.
        let kept = written.filter { $0.key != end.key }
        replicas = [
            replica("a", written, floor: end.sequence),
            replica("b", kept.filter { $0.key != key(7) }, floor: end.sequence),
        ]
        #expect(compare(&replicas) == [0, 2], "what is lost beside it is found")
        #expect(replicas[1].table[end.key] == nil)
        #expect(replicas[0].table[end.key]?.over == end)
        // Also where that is in the bucket of what was lost.
        let bucket = try #require(
            BucketEntries(
                basis: ComparisonBasis(vector: replicas[0].table.vector, floor: replicas[0].table.floor),
                bucket: BucketHashes.Group(of: end.key), entries: [end], isReply: true))
        #expect(replicas[1].stage([.bucket(bucket)], limit: .max).delta.changes.isEmpty)
    }

    @Test("replicas that cover different writes, have other floors, or hold something back are not compared")
    func incomparable() throws {
        let written = written
        let whole = replica("a", written)
        let lacking = written.filter { $0.key != key(7) }
        var held = LaneEntry.sample(key: key(900), lane: .spec, ticks: 9_000)
        held.sequence = 3
        for other in [
            replica("b", lacking, covered: 3), replica("b", lacking, floor: 3), replica("b", lacking, held: [held]),
        ] {
            let reply = other.reply(to: try #require(whole.comparison))
            #expect(reply.hashes == nil && reply.buckets.isEmpty)
            let bucket = try #require(
                BucketEntries(
                    basis: ComparisonBasis(vector: whole.table.vector, floor: whole.table.floor),
                    bucket: BucketHashes.Group(of: key(7)), entries: written.filter { $0.key == key(7) }, isReply: false
                ))
            #expect(other.reply(to: bucket) == nil)
            #expect(other.stage([.bucket(bucket)], limit: 5_000).delta.changes.isEmpty)
        }
        #expect(replica("b", lacking, held: [held]).comparison == nil)
    }

    @Test("what is not covered yet is taken in as well, and counts as nothing that was lost")
    func uncovered() {
        var late = LaneEntry.sample(key: key(7), lane: .spec, ticks: 9_000)
        (late.origin, late.sequence) = (Self.writer, 5_000)
        var replicas = [replica("a", written + [late]), replica("b", written)]
        #expect(compare(&replicas) == [0, 0])
        #expect(replicas[1].table[late.key]?[.spec] == late)
    }

    @Test("what comes back too far ahead of the clock is held back")
    func ahead() throws {
        let other = replica("b", written.filter { $0.key != key(7) })
        let bucket = try #require(
            BucketEntries(
                basis: ComparisonBasis(vector: other.table.vector, floor: other.table.floor),
                bucket: BucketHashes.Group(of: key(7)), entries: written.filter { $0.key == key(7) }, isReply: true))
        let delta = other.stage([.bucket(bucket)], limit: 5).delta
        #expect(delta.changes.isEmpty && delta.heldBack.count == 2)
    }

    @Test("entries of another bucket, without a number, or of no bucket are not a message")
    func malformed() {
        let basis = ComparisonBasis(vector: VersionVector(), floor: VersionVector())
        var entry = LaneEntry.sample(key: key(7), lane: .spec, ticks: 1)
        let own = BucketHashes.Group(of: key(7))
        #expect(BucketEntries(basis: basis, bucket: own, entries: [entry], isReply: false) != nil)
        let other = (0..<9).map { BucketHashes.Group(of: key($0)) }.first { $0 != own } ?? .all
        #expect(BucketEntries(basis: basis, bucket: other, entries: [entry], isReply: false) == nil)
        #expect(BucketEntries(basis: basis, bucket: .all, entries: [], isReply: false) == nil)
        entry.sequence = 0
        #expect(BucketEntries(basis: basis, bucket: own, entries: [entry], isReply: false) == nil)
    }
}
