import KnotModel

/// One write to one lane of a resource: the unit of merge, storage, digest and gossip.
///
/// What a merge has to know stands beside the value, which is bytes: replicas agree on lanes, fields and kinds that some
/// of them do not know, and pass them on as they were written. Texts in it are compared byte by byte.
package struct LaneEntry: Sendable, Hashable {
    package var key: EntryKey
    package var lane: LaneName
    package var object: ObjectID
    package var stage: ObjectStage
    /// Of lanes that follow a placement, its epoch; 0 in the others.
    package var epoch: UInt64
    package var stamp: Stamp
    /// The stamp of the entry of this lane that the writer made this one from; `nil` when there was none.
    package var base: Stamp?
    package var origin: Origin
    /// The number of the write in its origin's series.
    package var sequence: UInt64
    /// For a signature, of a form that this version does not know.
    package var proof: [UInt8]
    package var value: [UInt8]

    package init(
        key: EntryKey, lane: LaneName, object: ObjectID, stage: ObjectStage = .live, epoch: UInt64 = 0, stamp: Stamp,
        base: Stamp? = nil, origin: Origin, sequence: UInt64, proof: [UInt8] = [], value: [UInt8]
    ) {
        self.key = key
        self.lane = lane
        self.object = object
        self.stage = stage
        self.epoch = epoch
        self.stamp = stamp
        self.base = base
        self.origin = origin
        self.sequence = sequence
        self.proof = proof
        self.value = value
    }

    /// Whether this one is kept of two entries of the same lane and object: the one of the later stage, then of the higher
    /// epoch, then of the later stamp. Entries that tie in all of these, which no honest node writes, go by everything else
    /// in them, so that the order is total and two entries are equal or one of them supersedes.
    package func supersedes(_ other: Self) -> Bool {
        if stage != other.stage { return stage > other.stage }
        if epoch != other.epoch { return epoch > other.epoch }
        if stamp != other.stamp { return stamp > other.stamp }
        if value != other.value { return Bytewise.isLess(other.value, value) }
        if proof != other.proof { return Bytewise.isLess(other.proof, proof) }
        if origin != other.origin { return origin > other.origin }
        if sequence != other.sequence { return sequence > other.sequence }
        // Of an object that is over, entries of two lanes are compared too.
        if lane != other.lane { return lane > other.lane }
        guard let base else { return false }
        return other.base.map { base > $0 } ?? true
    }

    /// The later of its stamp and its object's creation.
    package var latest: Stamp { max(stamp, object.created) }

    /// Whether its number is one that a commit gives: from 1 to `VersionVector.greatest`.
    var isNumbered: Bool { (1...VersionVector.greatest).contains(sequence) }

    /// Whether the writer of this entry, which supersedes the other one, had not seen it, nor a later one: what the other
    /// one's writer did is lost, and nobody chose that.
    package func overwritesUnseen(_ other: Self) -> Bool { base.map { $0 < other.stamp } ?? true }
}
