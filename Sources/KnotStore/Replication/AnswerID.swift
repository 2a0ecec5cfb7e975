/// Names one answer, which is one snapshot of its sender: two answers to the same vector are not mixed.
package struct AnswerID: Sendable, Hashable {
    package var sender: Origin
    /// Another one for each answer of the sender.
    package var number: UInt64

    package init(sender: Origin, number: UInt64) {
        self.sender = sender
        self.number = number
    }
}
