import KnotModel
import KnotStore
import Testing

/// The laws that let replicas exchange records in any order, any number of times.
@Suite struct MergeTests {
    /// Generated histories of one key by three writers, some with stamps that tie.
    private func records(seed: UInt64) -> [Record] {
        var generator = SeededGenerator(seed: seed)
        let key = ResourceKey(.space, owner: "a", name: "web")
        return (0..<6).map { _ in
            func stamp() -> Stamp {
                Stamp(
                    ticks: UInt64.random(in: 1...4, using: &generator),
                    node: NodeID(["a", "b", "c"].randomElement(using: &generator) ?? "a"))
            }
            let lane = SpecLane(
                uid: UID("1"), fields: ["n": .int(Int64.random(in: 0...3, using: &generator))], owner: .user("a"),
                createdAt: WallTime(milliseconds: 0))
            var record = Record(key: key, spec: Register(lane, stamp: stamp()))
            if Bool.random(using: &generator) {
                record.placement = Register(
                    Placement(node: NodeID("a"), engine: .docker, epoch: UInt64.random(in: 1...3, using: &generator)),
                    stamp: stamp())
            }
            return record
        }
    }

    private func merged(_ records: [Record]) -> Record? {
        Store(records).all.first
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func mergeIsCommutativeAssociativeAndIdempotent(seed: UInt64) {
        let records = records(seed: seed)
        var generator = SeededGenerator(seed: seed &+ 1)
        let expected = merged(records)
        #expect(merged(records.shuffled(using: &generator)) == expected)
        #expect(merged(records + records.shuffled(using: &generator)) == expected)
        let left = merged(Array(records[..<3]))
        let right = merged(Array(records[3...]))
        #expect(merged([right, left].compactMap { $0 }) == expected)
    }

    @Test func lanesDoNotOverwriteOneAnother() throws {
        let key = ResourceKey(.space, owner: "a", name: "web")
        let lane = SpecLane(uid: UID("1"), fields: [:], owner: .user("a"), createdAt: WallTime(milliseconds: 0))
        let old = Register(lane, stamp: Stamp(ticks: 1, node: NodeID("a")))
        var changed = lane
        changed.fields = ["running": true]
        let spec = Record(key: key, spec: Register(changed, stamp: Stamp(ticks: 5, node: NodeID("b"))))
        let placement = Record(
            key: key, spec: old,
            placement: Register(
                Placement(node: NodeID("a"), engine: .docker, epoch: 1), stamp: Stamp(ticks: 2, node: NodeID("a"))))
        let both = try #require(Store([placement, spec]).all.first)
        #expect(both.spec.value.fields == ["running": true])
        #expect(both.placement?.value.epoch == 1)
    }
}
