/// What a peer has sent of its entries.
package enum Delivery: Sendable, Hashable {
    case push(Push)
    case chunk(AnswerChunk)
    case bucket(BucketEntries)

    package var entries: [LaneEntry] {
        switch self {
        case .push(let push): push.entries
        case .chunk(let chunk): chunk.entries
        case .bucket(let bucket): bucket.entries
        }
    }
}
