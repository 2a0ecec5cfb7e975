import KnotModel

/// A container as an engine is asked to make it: every variable substituted, every volume name resolved.
///
/// Times are milliseconds, sizes bytes, processors billionths of one. `nil` and empty mean the engine's or image's own.
/// `ContainerSpec+fields.swift` gives its canonical field form, which is what the spec hash covers.
package struct ContainerSpec: Sendable, Hashable {
    package var name: String
    package var image: String
    package var hostname: String?
    package var entrypoint: [String]?
    package var command: [String]?
    package var user: String?
    package var workdir: String?
    /// `NAME=value`, in the order given.
    package var environment: [String] = []
    package var labels: [String: String] = [:]
    package var ports: [PortMapping] = []
    package var mounts: [Mount] = []
    /// `bridge`, `host`, `none`, `container:x` or a network's name; `nil` is the engine's default.
    package var network: String?
    /// Further named networks the container joins.
    package var networks: [String] = []
    package var privileged = false
    package var initProcess = false
    package var capAdd: [String] = []
    package var capDrop: [String] = []
    /// `host:container[:rwm]`.
    package var devices: [String] = []
    package var dns: [String] = []
    package var dnsSearch: [String] = []
    /// `name:address`.
    package var addHost: [String] = []
    package var resources = Resources()
    package var shmSize: Int64?
    package var ulimits: [ResourceLimit] = []
    package var healthcheck: Healthcheck?
    package var stopGrace: Int64 = 10_000
    /// No program gains rights by being started, as set-uid programs do.
    package var noNewPrivileges = false
    /// The most processes and threads; `nil` is the engine's own limit.
    package var pidsLimit: Int64?
    /// What the sources of mounts must hold to once symbolic links are resolved, which the engine's adaptor does. A rule
    /// about the container and no part of it: not among `fields`.
    package var hostPaths: HostPathRule?
    /// Which volumes may be among the mounts that knot did not make, which the engine's adaptor knows; `nil` is any. No part
    /// of the container either.
    package var foreignVolumes: VolumeRule?

    package init(name: String, image: String) {
        self.name = name
        self.image = image
    }

    /// A mount with its source resolved: an absolute path of the node, or an engine's volume.
    package struct Mount: Sendable, Hashable {
        package enum Source: Sendable, Hashable {
            case path(String)
            case volume(String)
        }

        package var source: Source
        package var destination: String
        package var modes: [String]

        package init(source: Source, destination: String, modes: [String] = []) {
            self.source = source
            self.destination = destination
            self.modes = modes
        }
    }

    /// What may change while the container runs.
    package struct Resources: Sendable, Hashable {
        /// Bytes; `nil` is unlimited.
        package var memory: Int64?
        /// Billionths of a processor; `nil` is unlimited.
        package var nanoCPUs: Int64?

        package init(memory: Int64? = nil, nanoCPUs: Int64? = nil) {
            self.memory = memory
            self.nanoCPUs = nanoCPUs
        }
    }

    package struct ResourceLimit: Sendable, Hashable {
        package var name: String
        package var soft: Int64
        package var hard: Int64

        package init(name: String, soft: Int64, hard: Int64) {
            self.name = name
            self.soft = soft
            self.hard = hard
        }
    }

    package struct Healthcheck: Sendable, Hashable {
        /// As the Engine API takes it: `["CMD", …]`, `["CMD-SHELL", text]` or `["NONE"]`.
        package var test: [String]
        package var interval: Int64?
        package var timeout: Int64?
        package var startPeriod: Int64?
        package var retries: Int?

        package init(
            test: [String], interval: Int64? = nil, timeout: Int64? = nil, startPeriod: Int64? = nil,
            retries: Int? = nil
        ) {
            self.test = test
            self.interval = interval
            self.timeout = timeout
            self.startPeriod = startPeriod
            self.retries = retries
        }
    }
}

/// Credentials for a registry. Never logged, never part of a hash or a label.
package struct RegistryAuth: Sendable, Hashable {
    package var username: String
    package var password: String

    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}
