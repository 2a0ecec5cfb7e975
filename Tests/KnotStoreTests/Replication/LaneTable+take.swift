import KnotStore

extension LaneTable {
    /// Takes in a commit, of this replica or of another one.
    mutating func take(_ push: Push) { apply(stage([.push(push)])) }

    /// Takes in a chunk. Whether its answer is complete with it.
    mutating func take(_ chunk: AnswerChunk) -> Bool {
        let delta = stage([.chunk(chunk)])
        apply(delta)
        return delta.isAnswered
    }
}
