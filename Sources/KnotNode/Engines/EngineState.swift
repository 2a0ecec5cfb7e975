import KnotModel
import KnotPlan

/// What a node believes of one of its engines.
struct EngineState: Sendable {
    /// What a listing shows of a container, to tell whether anything changed.
    struct Mark: Sendable, Hashable {
        var id: String
        var name: String
        var state: ObservedContainer.State
        /// Sorted; only of one that can be connected to any.
        var networks: [String]

        init(_ container: ObservedContainer) {
            id = container.id
            name = container.name
            state = container.state
            let all = container.detail?.networks ?? container.listedNetworks
            networks =
                ContainerSpec.networks(of: container.ownership.spec) == nil
                ? [] : all.filter { !ContainerSpec.networkModes.contains($0) }.sorted()
        }
    }

    var isUp = false
    var version = ""
    /// Why it is not up.
    var failure: Failure?
    /// The last full listing, by key; `nil` until there was one since the engine came up.
    var listed: [ResourceKey: [Mark]]?
    /// What of it the database does not know.
    var unknown: [ObservedContainer] = []
    /// Its volumes that knot did not make, as far as is known.
    var foreignVolumes: [String] = []
    /// Something happened while a listing was under way: it may show the time before.
    var isHinted = false
    var relistAt: Uptime?
}
