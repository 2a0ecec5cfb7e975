import KnotModel
import KnotPlan

/// A simulated engine and what the world keeps beside it.
struct EngineHost: Sendable {
    var engine: SimulatedEngine
    /// Whether the node's event stream is connected.
    var streaming = true
    /// What the shell told the node last.
    var reportedUp: Bool?
    /// Earlier states since the last write that the node knows of: what a list that lags may show.
    var past: [SimulatedEngine] = []

    /// Until when it answers no look, though it does the rest.
    var refusesLooksUntil: Int64 = 0
    /// When the node hears of the last ping.
    var pingDue: Int64 = 0
    /// By how much its clock is ahead of the node's, in milliseconds.
    var skew: Int64 = 0

    /// The latest events, which a stream that comes back may tell once more.
    var told: [EngineEvent] = []

    init(_ engine: SimulatedEngine) { self.engine = engine }

    /// Remembers how things are, before they change.
    mutating func remember() {
        past.append(engine)
        if past.count > 6 { past.removeFirst() }
    }
}
