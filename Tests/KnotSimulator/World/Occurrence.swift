import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// Something that is to happen in a world.
enum Occurrence: Sendable {
    /// An input reaches the node, if it still is the same run of it.
    case input(Input, incarnation: Int)
    case wake(serial: Int, incarnation: Int)
    case enact(Enactment)
    case look(Look)
    case persist(Persisting)
    case processEnds(EngineKind, container: String, run: Int)
    case scriptsEnd(ScriptID, incarnation: Int, ScriptOutcome)
    case scriptHarms(EngineKind, ContainerRun)
    case nothingHeldUp
    case userActs
    case send(Request)
    case mischief
    case befall(Fault)
    case engineReturns(EngineKind, containersSurvive: Bool)
    case ping(EngineKind)
    case streamReturns(EngineKind)
    case probe(Probing)
    /// A stop or removal that lingered has come to its end.
    case concludes(EngineKind, container: String)
    /// The engine's own checks are due.
    case examines(EngineKind)
    case fallsIll(EngineKind, container: String)
    case recovers(EngineKind, container: String)
    case networkReturns(EngineKind, String)
    case registryReturns(EngineKind)
    case otherGoes(EngineKind, name: String)
    case nodeStarts
    case turmoilEnds
    case mustBeSettled
    case mustHaveStayedSettled
    case mustRunAgain(ResourceKey, EngineKind)
    case editsOne
    case mustPendAsSaid
    case end
}

/// An action on its way to an engine, and what will come of it.
struct Enactment: Sendable {
    enum Fate: Sendable { case normal, failsBefore, failsAfter, late, replyLost, replyLostBefore, diskFull, refused }

    var id: ActionID
    var engine: EngineKind
    var action: Action
    var incarnation: Int
    var fate: Fate
    /// How long the answer takes once it has taken effect.
    var replyDelay: Int64
    /// Whether disturbing its container was right when the node decided on it.
    var wasAllowed: Bool
}

/// A look at an engine on its way.
struct Look: Sendable {
    enum Fate: Sendable { case normal, fails, stale }

    var id: ObservationID
    var engine: EngineKind
    var scope: ObservationScope
    var incarnation: Int
    var fate: Fate
    var replyDelay: Int64
}

/// A batch on its way to the database.
struct Persisting: Sendable {
    enum Fate: Sendable { case normal, busy, full, torn, crashBefore, crashAfter }

    var id: CommitID
    var batch: Batch
    var incarnation: Int
    var fate: Fate
}

/// A health check on its way to a container.
struct Probing: Sendable {
    enum Fate: Sendable { case normal, fails, hangs }

    var id: ProbeID
    var engine: EngineKind
    var container: String
    var incarnation: Int
    var fate: Fate
}
