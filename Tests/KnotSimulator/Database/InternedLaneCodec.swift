import KnotModel
import KnotStore
import Synchronization

/// Numbers in place of the bytes of values: the same for equal contents. Quick, for nodes that are only simulated.
package final class InternedLaneCodec: LaneCodec {
    private struct Contents {
        var numbers: [LaneContent: UInt32] = [:]
        var contents: [LaneContent] = []
    }

    private let known = Mutex(Contents())

    package init() {}

    package func encode(_ content: LaneContent, of key: ResourceKey, lane: LaneName) throws(Failure) -> [UInt8] {
        let number = known.withLock { known in
            if let number = known.numbers[content] { return number }
            let number = UInt32(known.contents.count)
            known.numbers[content] = number
            known.contents.append(content)
            return number
        }
        return (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
    }

    package func decode(_ entry: LaneEntry, of key: ResourceKey) throws(Failure) -> LaneContent? {
        let number = entry.value.reduce(0) { $0 << 8 | Int($1) }
        guard let content = known.withLock({ $0.contents.indices.contains(number) ? $0.contents[number] : nil }) else {
            throw Failure(.recordUnreadable, subject: key.description, "its \(entry.lane) says nothing")
        }
        return content
    }
}

extension Replica {
    /// A replica that holds these records, as a node has it that starts over them.
    package init(
        _ records: some Sequence<Record>, node: NodeID = NodeID("n1"),
        codec: any LaneCodec = InternedLaneCodec()
    ) throws(Failure) {
        self.init(origin: Origin(node: node, incarnation: 1), codec: codec, changeCapacity: 100)
        guard let staged = try prepare(Array(records)) else { return }
        commit(staged)
    }
}
