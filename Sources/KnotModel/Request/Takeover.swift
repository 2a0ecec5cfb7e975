/// A resource's container or volumes, made for another object of its name, that the resource is to go on with.
package struct Takeover: Sendable, Hashable {
    package var key: ResourceKey
    /// What the labels say: the object, its placement's epoch, the revision it was made for, and the restart before it.
    package var uid: UID
    package var epoch: UInt64
    package var revision: Stamp
    package var restart: Stamp?
    /// The cluster that the labels name.
    package var cluster: String
    package var engine: EngineKind
    /// Whether a container of it runs. It runs on, also where the database has the space stopped.
    package var isRunning: Bool

    package init(
        key: ResourceKey, uid: UID, epoch: UInt64, revision: Stamp, restart: Stamp?, cluster: String,
        engine: EngineKind, isRunning: Bool
    ) {
        self.key = key
        self.uid = uid
        self.epoch = epoch
        self.revision = revision
        self.restart = restart
        self.cluster = cluster
        self.engine = engine
        self.isRunning = isRunning
    }
}
