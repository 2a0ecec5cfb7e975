import KnotModel
import KnotStore

/// What goes on between this node and its peers. Nothing of it is stored.
struct PeerExchange: Sendable {
    /// The question whose answer is awaited.
    struct Inquiry: Sendable {
        var question: UInt64
        var peer: NodeID
        /// Nothing was heard since: another one is asked then.
        var until: Uptime
    }

    /// How many deliveries wait at most; what comes beyond is dropped, and comes with the answer to a later question.
    static let bound = 1_024
    /// Milliseconds between two questions, spread by a fifth either way.
    static let interval: Int64 = 1_500
    /// Milliseconds without a chunk after which an answer is waited for no longer.
    static let patience: Int64 = 10_000
    /// Milliseconds between two comparisons of hashes at least.
    static let comparisonInterval: Int64 = 30_000
    /// The entries of a chunk, but for the rest of its last key.
    static let chunkSize = 256

    /// Those that can be reached, in order.
    var peers: [NodeID] = []
    /// Whether there may be other nodes of the cluster: what they know counts.
    var isAlone: Bool
    /// Whether this node has all that some peer had, or needs nobody's word.
    var isSynced: Bool
    /// Whether a peer has answered since the start.
    var isAnswered = false
    var deliveries: [Delivery] = []
    var inquiry: Inquiry?
    var askAt: Uptime?
    var answers: UInt64 = 0
    /// Not before: hashes are compared.
    var compareAt: Uptime?
    /// Entries that had been lost and came back by such a comparison, since the start.
    var mended = 0
    /// The commit before was of deliveries: what waits here comes first.
    var hadItsTurn = false

    init(peers: [NodeID]) {
        isAlone = peers.isEmpty
        isSynced = peers.isEmpty
    }
}
