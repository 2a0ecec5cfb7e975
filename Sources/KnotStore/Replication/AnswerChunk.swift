/// A part of an answer to a question: of one snapshot of the sender, everything above the vector that was asked with, or
/// everything.
package struct AnswerChunk: Sendable, Hashable {
    /// The answer that this is a part of: chunks of two answers are not put together.
    package let answer: AnswerID
    /// The id of the question.
    package let question: UInt64
    /// From 0.
    package let index: Int
    /// With numbers from 1 to `VersionVector.greatest`. Those of one key are in one chunk, so that no reader sees a part
    /// of a resource.
    package let entries: [LaneEntry]
    /// In the last chunk, the sender's vector at the moment of the snapshot.
    package let covered: VersionVector?
    /// In every chunk of a whole answer, the sender's floor: what the sender's vector covers and the answer does not have is
    /// over.
    package let floor: VersionVector?

    package var isWhole: Bool { floor != nil }

    /// `nil` when an entry has no valid number.
    package init?(
        answer: AnswerID, question: UInt64, index: Int, entries: [LaneEntry], covered: VersionVector?,
        floor: VersionVector? = nil
    ) {
        guard entries.allSatisfy(\.isNumbered) else { return nil }
        self.answer = answer
        self.question = question
        self.index = index
        self.entries = entries
        self.covered = covered
        self.floor = floor
    }
}
