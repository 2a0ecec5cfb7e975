/// Finding where two replicas differ that should be equal.
extension Replica {
    /// How many groups of one message are gone into.
    private static let breadth = 16

    /// Begins a comparison; `nil` while something is held back.
    package var comparison: HashComparison? { comparison(of: [.all]) }

    /// What is told in return to a peer's hashes: those of the parts of what differs, and of buckets the entries. Nothing
    /// when all are equal, or cannot be compared now.
    package func reply(to comparison: HashComparison) -> (hashes: HashComparison?, buckets: [BucketEntries]) {
        guard comparison.basis == table.basis else { return (nil, []) }
        let differing = comparison.items.filter { hashes[$0.group] != $0.hash }.map(\.group).prefix(Self.breadth)
        let parts = differing.flatMap(\.parts)
        return (
            parts.isEmpty ? nil : self.comparison(of: parts), buckets(differing.filter(\.isBucket), isReply: false)
        )
    }

    /// What is told in return to a peer's entries of a bucket.
    package func reply(to peer: BucketEntries) -> BucketEntries? {
        guard !peer.isReply, peer.basis == table.basis else { return nil }
        return buckets([peer.bucket], isReply: true).first
    }

    private func comparison(of groups: [BucketHashes.Group]) -> HashComparison? {
        table.basis.map { basis in
            HashComparison(basis: basis, items: groups.map { .init(group: $0, hash: hashes[$0]) })
        }
    }

    private func buckets(_ groups: [BucketHashes.Group], isReply: Bool) -> [BucketEntries] {
        guard let basis = table.basis, !groups.isEmpty else { return [] }
        let entries = Dictionary(grouping: table.entries(in: Set(groups))) { BucketHashes.Group(of: $0.key) }
        return groups.compactMap { group in
            BucketEntries(basis: basis, bucket: group, entries: entries[group] ?? [], isReply: isReply)
        }
    }
}
