import KnotModel
import KnotNode

/// Scripts that a node has ordered and not heard of again.
struct ScriptFlight: Sendable {
    var order: ScriptOrder
    var engine: EngineKind
    /// Which run of the container they are for.
    var run: ContainerRun
    /// Virtual milliseconds.
    var since: Int64
}

/// One run of one container.
struct ContainerRun: Sendable, Hashable {
    var container: String
    var number: Int
}

/// What a world remembers of scripts, to hold the node to its promises.
struct ScriptBook: Sendable {
    struct Stop: Hashable {
        var incarnation: Int
        var run: ContainerRun
        var revision: Stamp
    }

    /// What a run began with: its space and template, if that named a script.
    struct Beginning {
        var space: Stamp
        var template: Stamp
        var hasScript: Bool
    }

    var flights: [ScriptID: ScriptFlight] = [:]
    var tried: Set<Stop> = []
    /// Runs of which the node, in any of its runs, heard that their start-up script ended.
    var ended: Set<ContainerRun> = []
    /// Those of which it ended well the last time.
    var endedWell: Set<ContainerRun> = []
    /// The same as `ended` within the present run of the node.
    var heard: Set<ContainerRun> = []
    var beginnings: [ContainerRun: Beginning] = [:]
}
