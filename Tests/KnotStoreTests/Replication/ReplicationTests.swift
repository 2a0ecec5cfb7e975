import KnotModel
import KnotStore
import Testing

@Suite("Exchange of entries between replicas")
struct ReplicationTests {
    private static let seeds: Range<UInt64> = 0..<500

    @Test("a vector never covers what is not held or dominated, and replicas end equal")
    func sound() async {
        var happened: [ReplicaGroup.Occurrence: Int] = [:]
        for seed in Self.seeds.prefix(100) {
            var group = ReplicaGroup(form: .sound, seed: seed)
            let missing = group.run(steps: 250) ?? group.settle()
            await Task.yield()
            #expect(missing == nil, "seed \(seed)")
            #expect(group.areEqual, "seed \(seed)")
            #expect(!group.isSomethingBack, "seed \(seed)")
            happened.merge(group.happened, uniquingKeysWith: +)
        }
        for occurrence in ReplicaGroup.Occurrence.allCases {
            #expect(happened[occurrence, default: 0] >= 50, "\(occurrence) has to happen for this to say anything")
        }
    }

    @Test(
        "each naive form of the exchange is found",
        arguments: ReplicaGroup.Form.allCases.filter { $0 != .sound })
    func naive(form: ReplicaGroup.Form) async {
        let found = Self.seeds.first { seed in
            var group = ReplicaGroup(form: form, seed: seed)
            return group.run(steps: 250) != nil || group.settle() != nil || !group.areEqual
                || group.isSomethingBack
        }
        #expect(found != nil, "not found within \(Self.seeds.count) seeds")
    }
}
