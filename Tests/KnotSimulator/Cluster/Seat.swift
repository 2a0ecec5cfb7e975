import KnotModel
import KnotNode
import KnotStore

/// A world's place in a cluster: whom its node may hear of, and what it has heard and promised.
struct Seat: Sendable {
    /// Among the worlds of the cluster.
    let index: Int
    let count: Int
    let peers: [NodeID]
    /// By how much the machine's clock is ahead of the others' while nothing is wrong with it, in milliseconds.
    private let skew: Int64
    /// What all clocks of the cluster went on by at once.
    private(set) var passed: Int64 = 0

    /// Whether a peer has told all that it had, or an administrator has accepted the database, in this run of the node.
    private(set) var isTold = false
    var isAccepted = false
    /// Whether the database was ever set back, and whether nobody has accepted it since.
    var wasSetBack = false
    var awaitsAcceptance = false
    /// Entries that were durable when a user was told so, by key.
    var promises: [EntryKey: [LaneEntry]] = [:]
    /// Those of keys that a whole answer has cleared: whether they count is for all nodes together to say.
    var cleared: [LaneEntry] = []
    /// What became durable here, and what of it says that an object is over, since it was last collected.
    var written: [LaneEntry] = []
    /// Whether this one edits something at the end.
    var editsLast = false
    /// Nobody has the spec any more of something of which lanes are left, or nodes differ about what was deleted and
    /// forgotten on some of them: then nothing is said of single spaces at the end.
    var isUnsure = false

    init(index: Int, count: Int, peers: [NodeID], skew: Int64) {
        self.index = index
        self.count = count
        self.peers = peers
        self.skew = skew
    }

    /// What is to be added to the time of the cluster while nothing is wrong with the clock.
    var wall: Int64 { skew + passed }

    /// How far the wall clock may be off at most: behind, and ahead. The latter is further than what peers take in.
    static let mostBehind: Int64 = 20_000
    static let mostAhead: Int64 = 100_000

    /// Steps of all users of a cluster have numbers of their own.
    func number(ofStep step: Int) -> Int { (step - 1) * count + index + 1 }

    mutating func pass(milliseconds: Int64) { passed += milliseconds }

    /// The node starts: it has heard nothing yet.
    mutating func start() { (isTold, isAccepted) = (false, false) }

    mutating func hear(_ message: PeerMessage) {
        if case .chunk(let chunk) = message, chunk.covered != nil { isTold = true }
    }

    /// A batch becomes durable.
    mutating func take(_ batch: Batch) {
        written += batch.entries + batch.heldBack
        for key in batch.removed { promises[EntryKey(key)] = nil }
        for key in batch.cleared { cleared += promises.removeValue(forKey: key) ?? [] }
    }
}
