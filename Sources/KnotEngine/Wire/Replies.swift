// What is read of an engine's replies (Docker Engine API 1.41). Everything else in them is skipped, which keeps a list
// of a thousand containers cheap.

struct VersionReply: Decodable, Sendable {
    struct Component: Decodable, Sendable {
        var name: String?

        enum CodingKeys: String, CodingKey { case name = "Name" }
    }

    var version: String?
    var apiVersion: String?
    var minAPIVersion: String?
    var components: [Component]?

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case minAPIVersion = "MinAPIVersion"
        case components = "Components"
    }
}

struct ErrorReply: Decodable, Sendable {
    var message: String?
    var cause: String?
}

struct ListedContainer: Decodable, Sendable {
    var id: String
    var names: [String]?
    var image: String?
    var state: String?
    var labels: [String: String]?
    /// In Docker's list.
    var networkSettings: ListedNetworks?
    /// In Podman's own.
    var networks: [String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "ImageID"
        case state = "State"
        case labels = "Labels"
        case networkSettings = "NetworkSettings"
        case networks = "Networks"
    }

    struct ListedNetworks: Decodable, Sendable {
        struct Network: Decodable, Sendable {}

        var networks: [String: Network]?

        enum CodingKeys: String, CodingKey { case networks = "Networks" }
    }
}

struct InspectedContainer: Decodable, Sendable {
    struct StateReply: Decodable, Sendable {
        struct HealthReply: Decodable, Sendable {
            struct Entry: Decodable, Sendable {
                var start: String?

                enum CodingKeys: String, CodingKey { case start = "Start" }
            }

            var status: String?
            var log: [Entry]?

            enum CodingKeys: String, CodingKey {
                case status = "Status"
                case log = "Log"
            }
        }

        var status: String?
        var exitCode: Int?
        var oomKilled: Bool?
        var error: String?
        var startedAt: String?
        var finishedAt: String?
        var pid: Int?
        var health: HealthReply?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case exitCode = "ExitCode"
            case oomKilled = "OOMKilled"
            case error = "Error"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
            case pid = "Pid"
            case health = "Health"
        }
    }

    struct ConfigReply: Decodable, Sendable {
        struct Nothing: Decodable, Sendable {}

        var labels: [String: String]?
        /// By place: those that the image declares.
        var volumes: [String: Nothing]?

        enum CodingKeys: String, CodingKey {
            case labels = "Labels"
            case volumes = "Volumes"
        }
    }

    struct HostConfigReply: Decodable, Sendable {
        struct RestartPolicyReply: Decodable, Sendable {
            var name: String?

            enum CodingKeys: String, CodingKey { case name = "Name" }
        }

        var networkMode: String?
        var restartPolicy: RestartPolicyReply?
        var memory: Int64?
        var memoryReservation: Int64?
        var pidsLimit: Int64?
        var cpuShares: Int64?
        var cpusetCPUs: String?
        var nanoCPUs: Int64?
        var cpuPeriod: Int64?
        var cpuQuota: Int64?
        var privileged: Bool?

        enum CodingKeys: String, CodingKey {
            case privileged = "Privileged"
            case networkMode = "NetworkMode"
            case restartPolicy = "RestartPolicy"
            case memory = "Memory"
            case memoryReservation = "MemoryReservation"
            case pidsLimit = "PidsLimit"
            case cpuShares = "CpuShares"
            case cpusetCPUs = "CpusetCpus"
            case nanoCPUs = "NanoCpus"
            case cpuPeriod = "CpuPeriod"
            case cpuQuota = "CpuQuota"
        }
    }

    struct MountReply: Decodable, Sendable {
        /// `bind`, `volume`, `tmpfs` …
        var type: String?
        /// Of a volume.
        var name: String?
        var source: String?
        var destination: String?
        var isWritable: Bool?

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
            case source = "Source"
            case destination = "Destination"
            case isWritable = "RW"
        }
    }

    struct NetworksReply: Decodable, Sendable {
        struct Network: Decodable, Sendable {
            var ipv4: String?
            var ipv6: String?

            enum CodingKeys: String, CodingKey {
                case ipv4 = "IPAddress"
                case ipv6 = "GlobalIPv6Address"
            }
        }

        var networks: [String: Network]?

        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
        }
    }

    var id: String
    var name: String?
    var image: String?
    var state: StateReply?
    var config: ConfigReply?
    var hostConfig: HostConfigReply?
    var networkSettings: NetworksReply?
    var mounts: [MountReply]?

    enum CodingKeys: String, CodingKey {
        case mounts = "Mounts"
        case id = "Id"
        case name = "Name"
        case image = "Image"
        case state = "State"
        case config = "Config"
        case hostConfig = "HostConfig"
        case networkSettings = "NetworkSettings"
    }
}

struct InfoReply: Decodable, Sendable {
    var processors: Int64?

    enum CodingKeys: String, CodingKey { case processors = "NCPU" }
}

struct ImageReply: Decodable, Sendable {
    var id: String
    var tags: [String]?
    var digests: [String]?
    /// In a list.
    var labels: [String: String]?
    /// Of one that was asked for.
    var config: InspectedContainer.ConfigReply?

    var allLabels: [String: String] { labels ?? config?.labels ?? [:] }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case digests = "RepoDigests"
        case labels = "Labels"
        case config = "Config"
    }
}

struct CreatedReply: Decodable, Sendable {
    var id: String

    enum CodingKeys: String, CodingKey { case id = "Id" }
}

struct VolumeReply: Decodable, Sendable {
    var name: String
    var labels: [String: String]?
    /// Of its driver.
    var options: [String: String]?

    enum CodingKeys: String, CodingKey {
        case options = "Options"
        case name = "Name"
        case labels = "Labels"
    }
}

struct VolumesReply: Decodable, Sendable {
    var volumes: [VolumeReply]?

    enum CodingKeys: String, CodingKey { case volumes = "Volumes" }
}

struct PullLine: Decodable, Sendable {
    struct Detail: Decodable, Sendable {
        var current: Int64?
        var total: Int64?
    }

    struct ErrorDetail: Decodable, Sendable {
        var message: String?
    }

    var status: String?
    var id: String?
    var progressDetail: Detail?
    var error: String?
    var errorDetail: ErrorDetail?
}

struct EventLine: Decodable, Sendable {
    struct ActorReply: Decodable, Sendable {
        var id: String?
        var attributes: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    var action: String?
    var status: String?
    var id: String?
    var actor: ActorReply?

    enum CodingKeys: String, CodingKey {
        case status, id
        case action = "Action"
        case actor = "Actor"
    }
}

struct ExecReply: Decodable, Sendable {
    var running: Bool?
    var exitCode: Int?

    enum CodingKeys: String, CodingKey {
        case running = "Running"
        case exitCode = "ExitCode"
    }
}
