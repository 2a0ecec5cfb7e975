import KnotModel
import KnotPlan
import KnotStore

/// Made by whoever asks.
package typealias RequestID = UInt64
package typealias CommitID = Ticket<Batch>
package typealias ObservationID = Ticket<EngineSnapshot>
package typealias ActionID = Ticket<Action>
package typealias ProbeID = Ticket<HealthProbe>
package typealias ScriptID = Ticket<ScriptOrder>

/// Everything that can happen to a node. `NodeCore.handle` takes one at a time.
package enum Input: Sendable {
    /// A user asks. Answered by exactly one `Effect.reply` with the same id.
    case request(RequestID, Request)
    /// The database made the batch durable.
    case committed(CommitID)
    /// The database did not; nothing of the batch is durable.
    case commitFailed(CommitID, Failure)
    /// An engine answered a ping; or it stopped answering.
    case engineUp(EngineKind, version: String)
    case engineDown(EngineKind, Failure)
    /// The answer to `Effect.observe`.
    case observed(ObservationID, EngineSnapshot)
    case observeFailed(ObservationID, Failure)
    /// The engine's event stream says that something changed; `nil` when it was cut and anything may have.
    case hint(EngineKind, EngineEvent?)
    /// The answer to `Effect.act`.
    case acted(ActionID, ActionOutcome)
    case actFailed(ActionID, Failure)
    /// A pull in progress.
    case progress(ActionID, PullProgress)
    /// The answer to `Effect.probe`; `nil` is a space that is well.
    case probed(ProbeID, Failure?)
    /// The answer to `Effect.runScripts`.
    case scriptsEnded(ScriptID, ScriptOutcome)
    /// Whether the database can be written, or why not.
    case database(Failure?)
    /// An administrator said that the database is right as it is, and it is durable that it was said.
    case databaseAccepted
    /// Unreadable records were set aside in the database.
    case discarded([String])
    /// The nodes of the cluster that can be reached now; this one does not count.
    case peers([NodeID])
    /// A peer sent this.
    case received(PeerMessage, from: NodeID)
    /// The time asked for by `Effect.wake` has come.
    case wake
}

/// Everything a node asks the world to do. The shell performs effects in the order given.
package enum Effect: Sendable {
    /// Make the batch durable, then answer `committed` or `commitFailed`. At most one is outstanding.
    case commit(CommitID, Batch)
    case reply(RequestID, Reply)
    /// Look at an engine, then answer `observed` or `observeFailed`.
    case observe(ObservationID, EngineKind, ObservationScope)
    /// Perform one action, then answer `acted` or `actFailed`.
    case act(ActionID, EngineKind, Action)
    /// Find out whether a container is well within `timeout` milliseconds, then answer `probed`.
    case probe(ProbeID, EngineKind, containerID: String, HealthProbe, timeout: Int64)
    /// Run scripts in a container, keep what they write, then answer `scriptsEnded`. A script that takes longer than its
    /// timeout is ended and has failed.
    case runScripts(ScriptID, EngineKind, ScriptOrder)
    /// End these scripts, if they run still. No answer is waited for.
    case endScripts(ScriptID)
    /// Send `Input.wake` at this time, or earlier. A later `wake` replaces an earlier one.
    case wake(at: Uptime)
    /// The committed store changed in these keys; watchers look again.
    case changed([ResourceKey])
    /// Tell a peer. It may be lost on the way.
    case send(PeerMessage, to: NodeID)
    case log(LogEntry)
}

/// A log line: a constant message and the fixed keys of the project's logs.
package struct LogEntry: Sendable, Hashable {
    package enum Level: String, Sendable, Hashable { case debug, info, warning, error }

    package var level: Level
    package var message: String
    /// Among `node peer resource action cause revision duration_ms error`.
    package var fields: [String: String]

    package init(_ level: Level, _ message: String, _ fields: [String: String] = [:]) {
        self.level = level
        self.message = message
        self.fields = fields
    }
}
