import KnotModel

/// Turns what lanes say into the bytes of their values, and back. Protected values are sealed inside the bytes.
package protocol LaneCodec: Sendable {
    func encode(_ content: LaneContent, of key: ResourceKey) throws(Failure) -> [UInt8]
    /// What the bytes of a lane that this version knows say; `nil` for other lanes.
    func decode(_ value: [UInt8], of key: ResourceKey, lane: LaneName) throws(Failure) -> LaneContent?
}
