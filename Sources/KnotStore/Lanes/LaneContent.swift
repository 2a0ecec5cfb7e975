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
}

/// One lane of a resource that this node is about to write.
package struct LaneWrite: Sendable, Hashable {
    package var lane: LaneName
    package var uid: UID
    package var isDeletion: Bool
    package var epoch: UInt64
    package var stamp: Stamp
    package var content: LaneContent
}
