import KnotModel

/// What is remembered of a deleted resource: enough to know it for the same object, to place its successor, and to order
/// it among writes. 56 bytes, because there may be many and each is kept for a week; names are numbers in `Names`.
struct Tombstone: Sendable, Hashable {
    /// What tombstones name, each once.
    struct Names: Sendable {
        fileprivate(set) var nodes = Interned<NodeID>()
        fileprivate(set) var owners = Interned<SpecOwner>()
        /// Uids that are not 32 hexadecimal digits.
        fileprivate var uids = Interned<UID>()
    }

    private struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt8
        static let keepsVolumes = Self(rawValue: 1)
        static let hasPlacement = Self(rawValue: 2)
        /// The uid is a number in `Names.uids`.
        static let isNamed = Self(rawValue: 4)
    }

    private let uidHigh: UInt64
    private let uidLow: UInt64
    /// Of its stamp.
    let ticks: UInt64
    private let epoch: UInt64
    private let requestedAt: WallTime
    private let ownerNumber: UInt32
    private let writer: UInt16
    private let placementNode: UInt16
    private let engine: EngineKind
    private let flags: Flags

    /// `nil` when the record is no tombstone, remembers protected values, or names more nodes than there are numbers for.
    init?(_ record: Record, _ names: inout Names) {
        guard let gone = record.gone, gone.former == nil else { return nil }
        let stamp = record.latest
        guard let writer = UInt16(exactly: names.nodes.number(of: stamp.node)),
            let placementNode = UInt16(exactly: names.nodes.number(of: gone.placement?.node ?? stamp.node))
        else { return nil }
        (self.writer, self.placementNode) = (writer, placementNode)
        var flags: Flags = []
        if let (high, low) = Self.digits(of: record.uid) {
            (uidHigh, uidLow) = (high, low)
        } else {
            (uidHigh, uidLow) = (0, UInt64(names.uids.number(of: record.uid)))
            flags.insert(.isNamed)
        }
        if gone.deletion.keepVolumes { flags.insert(.keepsVolumes) }
        if gone.placement != nil { flags.insert(.hasPlacement) }
        self.flags = flags
        ticks = stamp.ticks
        epoch = gone.placement?.epoch ?? 0
        engine = gone.placement?.engine ?? .docker
        requestedAt = gone.deletion.requestedAt
        ownerNumber = names.owners.number(of: gone.owner)
    }

    func owner(_ names: Names) -> SpecOwner { names.owners[ownerNumber] }

    /// The stripped record it was made of.
    func record(_ key: ResourceKey, _ names: Names) -> Record {
        func node(_ number: UInt16) -> NodeID { names.nodes[UInt32(number)] }
        let uid = flags.contains(.isNamed) ? names.uids[UInt32(truncatingIfNeeded: uidLow)] : Self.uid(uidHigh, uidLow)
        let deletion = Deletion(requestedAt: requestedAt, keepVolumes: flags.contains(.keepsVolumes))
        var gone = Gone(owner: owner(names), deletion: deletion)
        if flags.contains(.hasPlacement) {
            gone.placement = Placement(node: node(placementNode), engine: engine, epoch: epoch)
        }
        return Record(key, uid: uid, gone, stamp: Stamp(ticks: ticks, node: node(writer)))
    }

    private static func digits(of uid: UID) -> (UInt64, UInt64)? {
        guard uid.text.utf8.count == 32, let high = UInt64(uid.text.prefix(16), radix: 16),
            let low = UInt64(uid.text.suffix(16), radix: 16), Self.uid(high, low) == uid
        else { return nil }
        return (high, low)
    }

    private static func uid(_ high: UInt64, _ low: UInt64) -> UID {
        UID(
            [high, low].map { word in
                let hex = String(word, radix: 16)
                return String(repeating: "0", count: 16 - hex.count) + hex
            }.joined())
    }
}
