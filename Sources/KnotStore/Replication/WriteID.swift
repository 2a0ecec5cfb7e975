/// Names one write of all nodes: of an honest origin there is one of each number.
struct WriteID: Sendable, Hashable {
    let origin: Origin
    let sequence: UInt64

    init(_ entry: LaneEntry) {
        origin = entry.origin
        sequence = entry.sequence
    }
}
