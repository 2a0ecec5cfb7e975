import KnotDatabase
import KnotModel
import KnotStore

/// A database in memory that can be made to refuse, or to hold its commits back.
actor MemoryDatabase: Database {
    /// What is stored, as a node that starts over it reads it.
    var records: [ResourceKey: Record] { Dictionary(uniqueKeysWithValues: replica.store.all.map { ($0.key, $0) }) }
    private var replica = Replica(
        origin: Origin(node: NodeID("test"), incarnation: 0), codec: StorageCodec(), changeCapacity: 1)
    private var clusters = ["0123456789abcdef0123456789abcdef"]
    private(set) var commits = 0
    private(set) var checks = 0
    private(set) var isClosed = false
    private var refusal: Failure?
    private var isHolding = false
    private var held: [CheckedContinuation<Void, Never>] = []

    /// How many commits are held back.
    var heldCommits: Int { held.count }

    func load<Sink: LaneEntrySink>(into sink: Sink) async throws(Failure) -> (state: StoredState, entries: Sink) {
        var sink = sink
        for entry in replica.table.entries { sink.take(entry) }
        var state = StoredState(
            cluster: clusters.last ?? "", node: NodeID("test"), covered: replica.table.vector)
        state.formerClusters = clusters.dropLast()
        return (state, sink)
    }

    func change(cluster: String) async throws(Failure) { clusters.append(cluster) }

    func commit(_ batch: Batch) async throws(Failure) {
        if isHolding { await withCheckedContinuation { held.append($0) } }
        if let refusal { throw refusal }
        commits += 1
        if let push = Push(entries: batch.entries) {
            replica.commit(replica.stage([.push(push)], limit: .max))
        }
        for key in batch.removed { replica.remove(key) }
    }

    func overwritten(of key: ResourceKey) async throws(Failure) -> [LostWrite] { [] }

    func claim() async throws(Failure) {}

    func checkWrite() async throws(Failure) {
        checks += 1
        if let refusal { throw refusal }
    }

    func compact() async throws(Failure) {}
    func close() async { isClosed = true }
    func refuse(_ failure: Failure?) { refusal = failure }
    func hold() { isHolding = true }
    func letGo() {
        isHolding = false
        for commit in held { commit.resume() }
        held = []
    }
}
