/// A part of an answer to a vector: of one snapshot of the sender, everything above the vector that it was asked with.
package struct AnswerChunk: Sendable, Hashable {
    package let answer: AnswerID
    /// The vector that is answered.
    package let asked: VersionVector
    /// From 0.
    package let index: Int
    package let entries: [LaneEntry]
    /// In the last chunk, the sender's vector at the moment of the snapshot.
    package let covered: VersionVector?

    package init(
        answer: AnswerID, asked: VersionVector, index: Int, entries: [LaneEntry], covered: VersionVector?
    ) {
        self.answer = answer
        self.asked = asked
        self.index = index
        self.entries = entries
        self.covered = covered
    }
}
