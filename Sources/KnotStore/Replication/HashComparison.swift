/// Hashes of some groups of a replica's entries, for another one to compare with its own.
///
/// Two replicas that cover the same, and whose floors are the same, have the same entries of everything that is not over:
/// whatever one of them holds and covers, the other one covers, so that it holds it or what dominates it, or let that go,
/// and so the other way round (see `LaneTable`). Where their hashes differ, one has lost something. Or it holds something
/// beyond its vector that the other one was not told yet; or something was written to an object by a node that did not know
/// of its deletion, after those that knew had let the memory of it go, which is taken for lost too.
///
/// What differs is found in three steps, from the hash of everything to those of buckets; the entries of these are exchanged
/// then (`BucketEntries`). A reply is worked out of each message alone. One that is lost, or whose basis is no longer that of
/// its receiver, ends the comparison, until the next one.
package struct HashComparison: Sendable, Hashable {
    package struct Item: Sendable, Hashable {
        package let group: BucketHashes.Group
        package let hash: UInt64

        package init(group: BucketHashes.Group, hash: UInt64) {
            self.group = group
            self.hash = hash
        }
    }

    package let basis: ComparisonBasis
    package let items: [Item]

    package init(basis: ComparisonBasis, items: [Item]) {
        self.basis = basis
        self.items = items
    }
}
