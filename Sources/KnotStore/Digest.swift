import KnotModel

/// A summary of a store by which two nodes find what they do not share, without sending it.
///
/// Keys fall into 256 buckets by the FNV-1a hash of their name; a bucket's value is the wrapping sum of a hash over each
/// of its records' key and lane stamps. Equal stores have equal digests; two buckets differ exactly when (but for a
/// 2^-64 chance) their records do. Order of arrival does not matter.
package struct Digest: Sendable, Hashable {
    package static let bucketCount = 256

    package var buckets: [UInt64]

    package init(_ records: some Sequence<Record>) {
        buckets = [UInt64](repeating: 0, count: Self.bucketCount)
        for record in records {
            let key = record.key.description
            var hash = StableHash()
            hash.add(key)
            hash.add(record.spec.stamp.description)
            hash.add(record.placement?.stamp.description ?? "-")
            hash.add(record.status?.stamp.description ?? "-")
            buckets[Self.bucket(of: record.key)] &+= hash.value
        }
    }

    /// The bucket a key falls into, on every node.
    package static func bucket(of key: ResourceKey) -> Int {
        var hash = StableHash()
        hash.add(key.description)
        return Int(hash.value % UInt64(bucketCount))
    }

    /// The buckets in which two stores differ, ascending.
    package func differences(from other: Digest) -> [Int] {
        buckets.indices.filter { buckets[$0] != other.buckets[$0] }
    }
}
