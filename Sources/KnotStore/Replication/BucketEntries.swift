/// All that a replica holds of the keys of one bucket, whose hash another replica has not got.
package struct BucketEntries: Sendable, Hashable {
    package let basis: ComparisonBasis
    package let bucket: BucketHashes.Group
    /// With numbers from 1 to `VersionVector.greatest`.
    package let entries: [LaneEntry]
    /// Whether the receiver has sent its own of this bucket already.
    package let isReply: Bool

    /// `nil` for a group that is no bucket, and when an entry has no valid number or a key of another bucket.
    package init?(basis: ComparisonBasis, bucket: BucketHashes.Group, entries: [LaneEntry], isReply: Bool) {
        guard bucket.isBucket, entries.allSatisfy({ $0.isNumbered && bucket.contains($0.key) }) else { return nil }
        self.basis = basis
        self.bucket = bucket
        self.entries = entries
        self.isReply = isReply
    }
}
