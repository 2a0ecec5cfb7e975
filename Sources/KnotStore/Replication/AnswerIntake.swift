/// The receiving end of one answer: the first to begin. Its chunks count in their order, each once. What comes out of turn
/// or of another answer is merged and covers nothing; when a chunk does not come, the question has to be asked anew, with
/// an intake of its own.
package struct AnswerIntake: Sendable, Hashable {
    /// What a peer is asked with: everything beyond this is wanted.
    package let question: VersionVector
    private var answer: AnswerID?
    private var next = 0
    private var isOver = false

    package init(_ table: LaneTable) { question = table.vector }

    /// Takes in a chunk.
    package mutating func take(_ chunk: AnswerChunk, into table: inout LaneTable) -> Outcome {
        var outcome = Outcome(merges: chunk.entries.map { table.merge($0) }, isComplete: false)
        guard !isOver, chunk.asked == question, chunk.index == next, answer == nil || answer == chunk.answer else {
            return outcome
        }
        answer = chunk.answer
        next += 1
        guard let covered = chunk.covered else { return outcome }
        isOver = true
        outcome.isComplete = table.finish(asked: question, covered: covered)
        return outcome
    }

    package struct Outcome: Sendable, Hashable {
        /// Of each entry of the chunk.
        package var merges: [LaneMerge]
        /// Whether this was the last chunk, and the table covers what the sender's did.
        package var isComplete: Bool
    }
}
