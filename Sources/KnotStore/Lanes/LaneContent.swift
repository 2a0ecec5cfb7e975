import KnotModel

/// What the bytes of a lane's value say, where this version knows the lane.
package enum LaneContent: Sendable, Hashable {
    /// Without the fields that have lanes of their own, and without `restart`.
    case spec(SpecLane)
    /// A field of a space that commands set too; `nil` when the manifest no longer has it.
    case field(Value?)
    /// The stamp of the last restart asked for; `nil` when it no longer counts.
    case restart(Stamp?)
    case placement(Placement)
    case status(Status)
    /// In the lane of the spec, once the object is gone.
    case gone(Gone)
}

/// One lane of a resource that this node is about to write.
package struct LaneWrite: Sendable, Hashable {
    package var lane: LaneName
    package var uid: UID
    package var stage: ObjectStage
    package var epoch: UInt64
    package var stamp: Stamp
    package var content: LaneContent
}

/// What is remembered of an object that is gone.
package struct Gone: Sendable, Hashable, Codable {
    package var owner: SpecOwner
    package var deletion: Deletion
    /// Where it was placed last: a successor is placed by a later epoch.
    package var placement: Placement?
    /// See `SpecLane.former`.
    package var former: [String]?

    package init(owner: SpecOwner, deletion: Deletion, placement: Placement? = nil, former: [String]? = nil) {
        self.owner = owner
        self.deletion = deletion
        self.placement = placement
        self.former = former
    }
}
