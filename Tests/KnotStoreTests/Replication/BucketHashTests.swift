import KnotModel
import KnotStore
import Testing

@Suite("Hashes of groups of keys")
struct BucketHashTests {
    private func entries(_ count: Int, seed: UInt64) -> [LaneEntry] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map {
            var entry = LaneEntry.random(
                key: EntryKey(kind: "space", name: "a/s\($0)"), ticks: 1...9, using: &generator)
            if entry.stage.isOver { entry.stage = .live }
            return entry
        }
    }

    private func hashes(_ entries: [LaneEntry]) -> BucketHashes {
        var hashes = BucketHashes()
        for entry in entries { hashes.replace(nil, by: LaneSet(entry)) }
        return hashes
    }

    @Test("they do not depend on the order, nor on what came and went", arguments: 0..<20 as Range<UInt64>)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let entries = entries(40, seed: seed)
        let expected = hashes(entries)
        let gone = self.entries(9, seed: seed + 1_000)
        var others = hashes(entries.shuffled(using: &generator) + gone)
        #expect(others != expected)
        for entry in gone.prefix(5) { others.replace(LaneSet(entry), by: nil) }
        for var entry in gone.suffix(4) {
            let live = LaneSet(entry)
            entry.stage = .gone
            others.replace(live, by: LaneSet(entry))
        }
        #expect(others == expected, "of what is over nothing is counted")
    }

    @Test("a descent finds the bucket of each difference, and no other", arguments: 0..<20 as Range<UInt64>)
    func descent(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let here = entries(200, seed: seed)
        var there = here
        var changed: Set<BucketHashes.Group> = []
        for _ in 0..<3 {
            let index = Int.random(in: 0..<there.count, using: &generator)
            there[index].value.append(1)
            changed.insert(BucketHashes.Group(of: there[index].key))
        }
        let (a, b) = (hashes(here), hashes(there))
        var differing: [BucketHashes.Group] = [.all]
        while differing.contains(where: { !$0.isBucket }) {
            differing = differing.flatMap { $0.isBucket ? [$0] : $0.parts }.filter { a[$0] != b[$0] }
        }
        #expect(Set(differing) == changed)
        #expect(differing.count == changed.count)
    }

    @Test("every part of an entry counts")
    func parts() {
        let entry = LaneEntry.sample(lane: .spec, ticks: 3, value: "v")
        let changes: [(inout LaneEntry) -> Void] = [
            { $0.lane = .status }, { $0.object.uid = UID("2") }, { $0.object.created.ticks = 9 },
            { $0.stage = .deleting },
            { $0.epoch = 1 }, { $0.stamp.ticks = 4 }, { $0.stamp.node = NodeID("b") }, { $0.base = entry.stamp },
            { $0.origin.incarnation = 2 }, { $0.origin.node = NodeID("b") }, { $0.sequence = 9 }, { $0.proof = [0] },
            { $0.value = [] }, { $0.value = [0] },
        ]
        let hashes = changes.map { change in
            var other = entry
            change(&other)
            return self.hashes([other])[.all]
        }
        #expect(Set(hashes + [self.hashes([entry])[.all]]).count == changes.count + 1)
    }

    @Test("each key is of one bucket, and of the groups around it")
    func groups() {
        let key = EntryKey(kind: "space", name: "alice/web")
        var group = BucketHashes.Group.all
        var path = [group]
        while !group.isBucket {
            let parts = group.parts.filter { $0.contains(key) }
            #expect(parts.count == 1)
            guard let part = parts.first else { return }
            group = part
            path.append(group)
        }
        #expect(group == BucketHashes.Group(of: key))
        #expect(path.count == 4)
        #expect(BucketHashes.Group(checking: [16]) == nil)
        #expect(BucketHashes.Group(checking: [0, 0, 0, 0]) == nil)
    }
}
