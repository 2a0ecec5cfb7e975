import KnotStore

/// What nodes tell one another of their entries. Any of them may be lost, repeated or late.
package enum PeerMessage: Sendable, Hashable {
    /// A commit of the sender, once it is durable there.
    case push(Push)
    /// The sender asks for what it lacks. Answered by chunks.
    case question(Question)
    case chunk(AnswerChunk)
    /// Hashes of the sender, when its vector was that of the receiver lately. Answered by further ones, or by entries,
    /// where they differ.
    case hashes(HashComparison)
    case bucket(BucketEntries)
}
