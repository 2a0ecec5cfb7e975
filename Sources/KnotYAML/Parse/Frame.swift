extension TreeBuilder {
    /// A collection whose end has not come yet.
    struct Frame {
        enum Kind { case sequence, mapping }

        /// What a mapping expects next.
        enum Phase { case awaitingKey, awaitingValue, droppingValue }

        /// The value of `<<`, and between which entries it stands.
        struct Merge {
            var node: Node
            var keyMark: Mark
            var index: Int
        }

        var kind: Kind
        var mark: Mark
        var anchor: String?
        var firstItem: Int
        var firstEntry: Int
        var nodesBefore: Int
        var bytesBefore: Int
        /// Of the tallest child: 0 for a scalar.
        var height = 0
        var phase = Phase.awaitingKey
        var key = ""
        var keyMark = Mark(line: 0, column: 0)
        var isMerge = false
        var merge: Merge?

        var awaitsKey: Bool { kind == .mapping && phase == .awaitingKey }
    }

    /// What an alias stands for, and how much it adds.
    struct Anchored {
        var node: Node
        var nodes = 1
        var bytes: Int
        var height = 0
    }
}
