import KnotModel

/// Turns what lanes say into the bytes of their values, and back. Protected values are sealed inside the bytes.
package protocol LaneCodec: Sendable {
    func encode(_ content: LaneContent, of key: ResourceKey, lane: LaneName) throws(Failure) -> [UInt8]
    /// What the value of an entry says whose lane and stage this version knows; `nil` for other lanes.
    func decode(_ entry: LaneEntry, of key: ResourceKey) throws(Failure) -> LaneContent?
}
