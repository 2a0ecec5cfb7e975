import KnotModel
import KnotPlan

/// A container inside `SimulatedEngine`.
package struct SimulatedContainer: Sendable, Hashable {
    package let id: String
    /// As it was created; renaming and updating change the fields below, not this.
    package let spec: ContainerSpec
    /// `nil` for a container that no knot made.
    package internal(set) var ownership: Ownership?
    package var name: String
    package var state: ObservedContainer.State = .created
    package var exitCode = 0
    package var outOfMemory = false
    package var error = ""
    package var startedAt: WallTime?
    package var finishedAt: WallTime?
    package var resources: ContainerSpec.Resources
    package var networks: [String]
    package var restartPolicy = "no"
    package var processLimit: Int64
    /// Limits that only somebody else sets.
    package var otherLimits: FieldMap = [:]
    package var imageID: String
    /// How often it was started: tells one run from the next.
    package var runs = 0
    /// Whether somebody other than the node started it last.
    package var isStartedByHand = false
    /// Whether its program runs and does no good, until it is started anew.
    package var isIll = false
    /// What the engine's own check of it found last, and how often in a row it failed.
    package var health = ObservedContainer.Detail.Health.none
    package var healthFailures = 0
    /// When the engine ran its check last.
    package var checkedAt: WallTime?

    package init(id: String, spec: ContainerSpec, ownership: Ownership?, networks: [String], imageID: String) {
        self.id = id
        self.spec = spec
        self.ownership = ownership
        self.networks = networks
        self.imageID = imageID
        name = spec.name
        resources = spec.resources
        processLimit = spec.pidsLimit ?? .max
    }

    /// Whether its processes exist: running, or frozen by a pause.
    package var isAlive: Bool { state == .running || state == .paused || state == .restarting }

    /// What its program does, read from the command's first word.
    package var program: Program { Program(command: spec.command ?? []) }

    /// As a snapshot shows it; `nil` for a foreign container.
    package func observed(detailed: Bool) -> ObservedContainer? {
        guard let ownership else { return nil }
        let detail = ObservedContainer.Detail(
            exitCode: exitCode, outOfMemory: outOfMemory, error: error, startedAt: startedAt, finishedAt: finishedAt,
            resources: resources, processLimit: processLimit, restartPolicy: restartPolicy,
            otherLimits: otherLimits, networks: networks.sorted(), health: health, checkedAt: checkedAt,
            imageID: imageID,
            address: isAlive && !networks.isEmpty ? "172.17.0.2" : "")
        return ObservedContainer(
            id: id, name: name, state: state, ownership: ownership, detail: detailed ? detail : nil,
            listedNetworks: detailed ? [] : networks.sorted())
    }

    /// Becomes as it is shown here; without a detail, what that would tell stays.
    mutating func become(_ shown: ObservedContainer) {
        (name, state, ownership) = (shown.name, shown.state, shown.ownership)
        guard let detail = shown.detail else { return }
        (exitCode, outOfMemory, error) = (detail.exitCode, detail.outOfMemory, detail.error)
        (startedAt, finishedAt) = (detail.startedAt, detail.finishedAt)
        (resources, processLimit, otherLimits) = (detail.resources, detail.processLimit ?? .max, detail.otherLimits)
        (restartPolicy, networks, imageID) = (detail.restartPolicy, detail.networks, detail.imageID)
        (health, checkedAt) = (detail.health, detail.checkedAt)
    }
}

/// What the program in a simulated container does once started.
package enum Program: Sendable, Hashable {
    /// Runs until it is told to stop.
    case lasting
    /// Runs until it is told to stop, and then on until the grace is over.
    case stubborn
    /// Ends by itself with this code, soon after each start.
    case ending(code: Int)
    /// Ends soon after each start, killed for its memory.
    case greedy
    /// Is not in the image: the start fails.
    case absent
    /// Runs, and fails every health check.
    case sickly

    init(command: [String]) {
        switch command.first {
        // A first process has no signal handlers but its own: `sleep` does not hear that it should end.
        case "stubborn", "sleep": self = .stubborn
        case "crash": self = .ending(code: 1)
        case "finish": self = .ending(code: 0)
        case "greedy": self = .greedy
        case "absent": self = .absent
        case "sickly": self = .sickly
        case .some(let word) where word.hasPrefix("/"): self = .absent
        default: self = .lasting
        }
    }

    /// Whether it runs on until something stops it.
    package var lasts: Bool { self == .lasting || self == .stubborn || self == .sickly }
}
