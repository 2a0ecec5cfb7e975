import KnotModel

/// What is remembered of a deleted resource: enough to know it for the same object, to place its successor, and to order
/// it among writes. 72 bytes, because there may be many and each is kept for a week; names are numbers in `Names`.
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
        static let hasStatus = Self(rawValue: 2)
        static let hasPlacement = Self(rawValue: 4)
        /// The uid is a number in `Names.uids`.
        static let isNamed = Self(rawValue: 8)
    }

    private let uidHigh: UInt64
    private let uidLow: UInt64
    private let specTicks: UInt64
    private let statusTicks: UInt64
    private let placementTicks: UInt64
    private let epoch: UInt64
    private let requestedAt: WallTime
    private let ownerNumber: UInt32
    private let specWriter: UInt16
    private let statusWriter: UInt16
    private let statusNode: UInt16
    private let placementWriter: UInt16
    private let placementNode: UInt16
    private let engine: EngineKind
    private let flags: Flags

    /// `nil` when the record is no tombstone, or names more nodes than there are numbers for.
    init?(_ record: Record, _ names: inout Names) {
        guard record.isTombstone, let deletion = record.spec.value.deletion else { return nil }
        let status = record.key.kind.isReconciled ? record.status : nil
        let place = record.placement
        let author = record.spec.stamp.node
        let numbers = [
            author, status?.stamp.node ?? author, status?.value.node ?? author, place?.stamp.node ?? author,
            place?.value.node ?? author,
        ].compactMap { UInt16(exactly: names.nodes.number(of: $0)) }
        guard numbers.count == 5 else { return nil }
        (specWriter, statusWriter, statusNode) = (numbers[0], numbers[1], numbers[2])
        (placementWriter, placementNode) = (numbers[3], numbers[4])
        var flags: Flags = []
        if let (high, low) = Self.digits(of: record.uid) {
            (uidHigh, uidLow) = (high, low)
        } else {
            (uidHigh, uidLow) = (0, UInt64(names.uids.number(of: record.uid)))
            flags.insert(.isNamed)
        }
        if deletion.keepVolumes { flags.insert(.keepsVolumes) }
        if status != nil { flags.insert(.hasStatus) }
        if place != nil { flags.insert(.hasPlacement) }
        self.flags = flags
        specTicks = record.spec.stamp.ticks
        statusTicks = status?.stamp.ticks ?? 0
        placementTicks = place?.stamp.ticks ?? 0
        epoch = place?.value.epoch ?? 0
        engine = place?.value.engine ?? .docker
        requestedAt = deletion.requestedAt
        ownerNumber = names.owners.number(of: record.spec.value.owner)
    }

    func owner(_ names: Names) -> SpecOwner { names.owners[ownerNumber] }

    /// The ticks of the latest stamp of any lane.
    var latestTicks: UInt64 { max(specTicks, statusTicks, placementTicks) }

    /// The stripped record it was made of.
    func record(_ key: ResourceKey, _ names: Names) -> Record {
        func node(_ number: UInt16) -> NodeID { names.nodes[UInt32(number)] }
        let uid = flags.contains(.isNamed) ? names.uids[UInt32(truncatingIfNeeded: uidLow)] : Self.uid(uidHigh, uidLow)
        let revision = Stamp(ticks: specTicks, node: node(specWriter))
        let lane = SpecLane(
            uid: uid, fields: [:], owner: owner(names), createdAt: requestedAt,
            deletion: Deletion(requestedAt: requestedAt, keepVolumes: flags.contains(.keepsVolumes)))
        var record = Record(key: key, spec: Register(lane, stamp: revision))
        if flags.contains(.hasPlacement) {
            record.placement = Register(
                Placement(node: node(placementNode), engine: engine, epoch: epoch),
                stamp: Stamp(ticks: placementTicks, node: node(placementWriter)))
        }
        if flags.contains(.hasStatus) {
            record.status = Register(
                Status(uid: uid, node: node(statusNode), phase: .gone, observedRevision: revision),
                stamp: Stamp(ticks: statusTicks, node: node(statusWriter)))
        }
        return record
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
