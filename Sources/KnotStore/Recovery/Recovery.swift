import KnotModel

/// What a node has to know of its database beside the records: what is damaged, lost, or taken over from an earlier one.
package struct Recovery: Sendable, Hashable {
    package var quarantine: Quarantine
    /// Set when the database was set back, until an administrator accepts it.
    package var lost: LostSpan?
    /// Why nothing can be written; `nil` when it can.
    package var failure: Failure?
    package var adopted: [Adoption]
    /// The clusters that the database was of before: what this node made then is its own still.
    package var formerClusters: [String] = []
    /// Names of records that could not be read and were set aside: what is of theirs is left alone until an administrator
    /// takes it over, or accepts the database.
    package var discarded: [String]
    /// What became of stamps that were ahead of the clock, for each time that they were replaced, the first one first.
    package var restamped: [RestampedSpan] = []

    package init(
        quarantine: Quarantine = Quarantine(), lost: LostSpan? = nil, failure: Failure? = nil,
        adopted: [Adoption] = [], discarded: [String] = []
    ) {
        self.quarantine = quarantine
        self.lost = lost
        self.failure = failure
        self.adopted = adopted
        self.discarded = discarded
    }
}
