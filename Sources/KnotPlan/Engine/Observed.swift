import KnotModel

/// What one look at an engine covers.
package enum ObservationScope: Sendable, Hashable {
    /// Every container of the tenant, from one list call; `detail` is left out.
    case all
    /// The containers of one resource, each inspected, and its volumes.
    case key(ResourceKey)
}

/// One look at an engine: what is there, with no opinion on it.
package struct EngineSnapshot: Sendable, Hashable {
    package var containers: [ObservedContainer]
    /// The volumes knot made; only looked for under `ObservationScope.key`.
    package var volumes: [ObservedVolume]
    /// Under `ObservationScope.all` the engine's images, under `key` those that the containers run and those that their
    /// references name now. What the engine would not tell is left out.
    package var images: [ObservedImage]
    /// The directories that knot made for the resource; only looked for under `ObservationScope.key`.
    package var directories: [ObservedDirectory]
    /// Under `ObservationScope.all` the names of the volumes that knot did not make, sorted; `nil` when they were not asked
    /// for this time.
    package var foreignVolumes: [String]?

    package init(
        containers: [ObservedContainer] = [], volumes: [ObservedVolume] = [], images: [ObservedImage] = [],
        directories: [ObservedDirectory] = [], foreignVolumes: [String]? = nil
    ) {
        self.foreignVolumes = foreignVolumes
        self.containers = containers
        self.volumes = volumes
        self.images = images
        self.directories = directories
    }
}

/// A container that is this node's by its labels.
package struct ObservedContainer: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case created, running, paused, restarting, removing, exited, dead, unknown
    }

    package var id: String
    /// Without a leading slash.
    package var name: String
    package var state: State
    package var ownership: Ownership
    /// From inspecting it; `nil` when it was only listed.
    package var detail: Detail?
    /// The networks that a listing shows; empty when it was inspected, and where a listing does not tell.
    package var listedNetworks: [String]

    package init(
        id: String, name: String, state: State, ownership: Ownership, detail: Detail? = nil,
        listedNetworks: [String] = []
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.ownership = ownership
        self.detail = detail
        self.listedNetworks = listedNetworks
    }

    package struct Detail: Sendable, Hashable {
        package enum Health: String, Sendable, Hashable { case none, starting, healthy, unhealthy }

        package var exitCode: Int
        package var outOfMemory: Bool
        /// The engine's own words on why it could not be started; empty when it could.
        package var error: String
        /// `nil` when it never ran.
        package var startedAt: WallTime?
        package var finishedAt: WallTime?
        package var resources: ContainerSpec.Resources
        /// Billionths of a processor: a limit of so many, or more, is the same as none; `nil` when that is not so. Docker
        /// counts limits by the processors of its machine once somebody has set one so, and can lift none of them.
        package var mostNanoCPUs: Int64?
        /// The most processes and threads, `Int64.max` without a limit; `nil` when the engine does not tell.
        package var processLimit: Int64?
        /// When the engine starts it by itself: `no`, or its own word.
        package var restartPolicy: String
        /// Limits that knot never sets, by their names in the engine's command line: `cpu_shares`.
        package var otherLimits: FieldMap
        /// Names of the networks it is connected to, sorted; `host` and `none` included.
        package var networks: [String]
        package var health: Health
        /// When the engine last ran its check; `nil` when it never did, or does not tell.
        package var checkedAt: WallTime?
        package var imageID: String
        /// Its address on its first network; empty when it has none.
        package var address: String
        /// The volumes it mounts that knot did not make, sorted.
        package var foreignVolumes: [String]

        package init(
            exitCode: Int = 0, outOfMemory: Bool = false, error: String = "", startedAt: WallTime? = nil,
            finishedAt: WallTime? = nil, resources: ContainerSpec.Resources = .init(), mostNanoCPUs: Int64? = nil,
            processLimit: Int64? = nil, restartPolicy: String = "no", otherLimits: FieldMap = [:],
            networks: [String] = [], health: Health = .none, checkedAt: WallTime? = nil, imageID: String = "",
            address: String = "", foreignVolumes: [String] = []
        ) {
            self.exitCode = exitCode
            self.outOfMemory = outOfMemory
            self.error = error
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.resources = resources
            self.mostNanoCPUs = mostNanoCPUs
            self.processLimit = processLimit
            self.restartPolicy = restartPolicy
            self.otherLimits = otherLimits
            self.networks = networks
            self.health = health
            self.checkedAt = checkedAt
            self.imageID = imageID
            self.address = address
            self.foreignVolumes = foreignVolumes
        }
    }
}

/// A volume that is this node's by its labels.
package struct ObservedVolume: Sendable, Hashable {
    package var name: String
    package var ownership: Ownership

    package init(name: String, ownership: Ownership) {
        self.name = name
        self.ownership = ownership
    }
}

/// A hint from the engine's event stream that a container of ours changed. The truth is in the next snapshot.
package struct EngineEvent: Sendable, Hashable {
    package var key: ResourceKey
    package var containerID: String
    /// The engine's word: `die`, `destroy`, `remove`, `oom`, `health_status: healthy` …
    package var action: String

    package init(key: ResourceKey, containerID: String, action: String) {
        self.key = key
        self.containerID = containerID
        self.action = action
    }
}
