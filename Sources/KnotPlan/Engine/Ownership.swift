import KnotModel

/// What knot writes on everything it makes, so that what runs is always learnt from the engine. Stored as labels.
package struct Ownership: Sendable, Hashable {
    package var cluster: String
    /// The node that made it; `nil` where an earlier version made it, which wrote none.
    package var node: NodeID?
    package var key: ResourceKey
    package var uid: UID
    package var epoch: UInt64
    /// The spec revision it was made for.
    package var revision: Stamp
    /// The restart asked for before it was made.
    package var restart: Stamp?
    /// `version:digest` of the rendered spec; empty on volumes.
    package var specHash: String
    /// The rendered spec itself in canonical field form, so that differences can be named; empty on volumes.
    package var spec: FieldMap
    /// How many times the database's stamps had been replaced when it was made, because they were ahead of the clock:
    /// `revision` and `restart` are of that time.
    package var restamps: Int

    package init(
        cluster: String, node: NodeID? = nil, key: ResourceKey, uid: UID, epoch: UInt64, revision: Stamp,
        restart: Stamp? = nil,
        specHash: String = "", spec: FieldMap = [:], restamps: Int = 0
    ) {
        self.cluster = cluster
        self.node = node
        self.key = key
        self.uid = uid
        self.epoch = epoch
        self.revision = revision
        self.restart = restart
        self.specHash = specHash
        self.spec = spec
        self.restamps = restamps
    }

    /// Whose it is. Whoever makes something takes what is there of its name and names no node for its own.
    package var tenant: Tenant { Tenant(cluster: cluster, node: node) }

    /// The label names. `spec` holds JSON with sorted keys.
    package enum Label {
        package static let cluster = "knot.cluster"
        package static let node = "knot.node"
        package static let key = "knot.key"
        package static let uid = "knot.uid"
        package static let epoch = "knot.epoch"
        package static let revision = "knot.revision"
        package static let restart = "knot.restart"
        package static let specHash = "knot.spec-hash"
        package static let spec = "knot.spec"
        package static let restamps = "knot.restamps"
        /// No label of a user may begin with this.
        package static let prefix = "knot."
    }
}
