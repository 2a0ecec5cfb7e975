import KnotModel
import KnotStore

extension LaneEntry {
    static func sample(
        key: EntryKey = EntryKey(kind: "space", name: "alice/web"), lane: LaneName, created: UInt64 = 1,
        uid: String = "1",
        ticks: UInt64, stage: ObjectStage = .live, epoch: UInt64 = 0, base: UInt64? = nil, value: String = ""
    ) -> LaneEntry {
        let node = NodeID("a")
        return LaneEntry(
            key: key, lane: lane, object: ObjectID(created: Stamp(ticks: created, node: node), uid: UID(uid)),
            stage: stage, epoch: epoch, stamp: Stamp(ticks: ticks, node: node),
            base: base.map { Stamp(ticks: $0, node: node) }, origin: Origin(node: node, incarnation: 1),
            sequence: ticks,
            value: Array(value.utf8))
    }

    /// Of few values in each part, so that they tie often. `ticks` are those of its stamp.
    static func random(
        key: EntryKey = EntryKey(kind: "space", name: "alice/web"), ticks: ClosedRange<UInt64>,
        using generator: inout SeededGenerator
    ) -> LaneEntry {
        func node() -> NodeID { NodeID(["a", "b", "c"].randomElement(using: &generator) ?? "a") }
        func few(_ range: ClosedRange<UInt64>) -> UInt64 { UInt64.random(in: range, using: &generator) }
        let lanes: [LaneName] = [.spec, .spec, .running, .placement, .status, LaneName(rawValue: "of a newer version")]
        let lane = lanes.randomElement(using: &generator) ?? .spec
        return LaneEntry(
            key: key, lane: lane,
            object: ObjectID(
                created: Stamp(ticks: few(1...2), node: NodeID("a")),
                uid: UID(["1", "2"].randomElement(using: &generator) ?? "1")),
            stage: few(0...4) == 0 ? ObjectStage(rawValue: UInt8(few(1...3))) : .live,
            epoch: lane == .spec ? 0 : few(0...2),
            stamp: Stamp(ticks: few(ticks), node: node()),
            base: few(0...2) == 0 ? nil : Stamp(ticks: few(1...3), node: node()),
            origin: Origin(node: node(), incarnation: few(1...2)), sequence: few(1...3),
            proof: few(0...3) == 0 ? [1] : [], value: (0..<few(0...2)).map { _ in UInt8(few(0...1)) })
    }
}
