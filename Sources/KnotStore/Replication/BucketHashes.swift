import KnotModel

/// Hashes of a table's entries by groups of keys, kept up to date at each merge, by which two tables that should be equal
/// find where they are not. Objects that are over are left out: each replica lets their tombstones go when it likes.
///
/// Keys fall by their hash into 16 groups of 16 groups of 16 buckets. A hash of a group is the wrapping sum of those of
/// its entries, each over all of the entry's bytes; the order of arrival does not matter. Tables with different entries
/// have equal hashes once in 2^64, unless somebody looks for such entries: this finds faults, it protects from nobody.
package struct BucketHashes: Sendable, Hashable {
    package static let fanOut = 16
    package static let depth = 3

    /// A group of keys: of digits from 0 to 15, the first `digits.count` of a key's hash. No digits name all keys.
    package struct Group: Sendable, Hashable {
        package let digits: [UInt8]

        package static let all = Group(digits: [])

        /// `nil` for more than three digits, and for digits above 15.
        package init?(checking digits: [UInt8]) {
            guard digits.count <= depth, digits.allSatisfy({ $0 < fanOut }) else { return nil }
            self.digits = digits
        }

        fileprivate init(digits: [UInt8]) { self.digits = digits }

        /// The bucket of a key, on every node.
        package init(of key: EntryKey) {
            let mixed = BucketHashes.hash(key)
            digits = (0..<depth).map { UInt8(truncatingIfNeeded: mixed >> (60 - 4 * UInt64($0))) & 15 }
        }

        package var isBucket: Bool { digits.count == depth }

        /// Whether the key is of this group.
        package func contains(_ key: EntryKey) -> Bool { Group(of: key).digits.starts(with: digits) }

        /// The 16 groups that this one consists of; none of a bucket.
        package var parts: [Group] {
            isBucket ? [] : (0..<UInt8(fanOut)).map { Group(digits: digits + [$0]) }
        }

        /// Its place in the list of all groups, the larger ones first.
        fileprivate var place: Int {
            let number = digits.reduce(0) { $0 * fanOut + Int($1) }
            let before = (0..<digits.count).reduce((sum: 0, size: 1)) { so, _ in (so.sum + so.size, so.size * fanOut) }
            return before.sum + number
        }
    }

    private var hashes = [UInt64](repeating: 0, count: 1 + 16 + 256 + 4_096)

    package init() {}

    package subscript(group: Group) -> UInt64 { hashes[group.place] }

    /// What was held of a key is another set now, or there was or is none.
    package mutating func replace(_ old: LaneSet?, by new: LaneSet?) {
        let old = old.flatMap { $0.over == nil ? $0 : nil }
        let new = new.flatMap { $0.over == nil ? $0 : nil }
        for entry in old?.entries ?? [] where new?[entry.lane] != entry { change(entry) { $0 &- $1 } }
        for entry in new?.entries ?? [] where old?[entry.lane] != entry { change(entry) { $0 &+ $1 } }
    }

    private mutating func change(_ entry: LaneEntry, _ change: (UInt64, UInt64) -> UInt64) {
        let bucket = Self.hash(entry.key)
        let hash = Self.hash(entry)
        // The place of the first group of each length.
        var first = 0
        for length in 0...Self.depth {
            // The first digits, of four bits each; none for all keys.
            let place = first + Int(bucket >> (64 - 4 * UInt64(length)))
            hashes[place] = change(hashes[place], hash)
            first = first * Self.fanOut + 1
        }
    }

    private static func hash(_ key: EntryKey) -> UInt64 {
        var hash = StableHash()
        hash.add(key.kind)
        hash.add(key.name)
        return mix(hash.value)
    }

    private static func hash(_ entry: LaneEntry) -> UInt64 {
        var hash = StableHash()
        for text in [
            entry.key.kind, entry.key.name, entry.lane.rawValue, entry.object.uid.text, entry.origin.node.name,
        ] {
            hash.add(text)
        }
        for stamp in [entry.object.created, entry.stamp, entry.base].compactMap({ $0 }) {
            hash.add(stamp.ticks)
            hash.add(stamp.node.name)
        }
        for number in [
            entry.base == nil ? 0 : 1, UInt64(entry.stage.rawValue), entry.epoch, entry.origin.incarnation,
            entry.sequence,
        ] {
            hash.add(number)
        }
        hash.add(entry.proof)
        hash.add(entry.value)
        return mix(hash.value)
    }

    /// Spreads what differs in few bits over all of them, so that sums do not cancel out. The last step of SplitMix64.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
