import KnotDatabase
import KnotModel
import KnotStore

/// A database in memory that can be made to refuse, or to hold its commits back.
actor MemoryDatabase: Database {
    private(set) var records: [ResourceKey: Record] = [:]
    private(set) var commits = 0
    private(set) var checks = 0
    private(set) var isClosed = false
    private var refusal: Failure?
    private var isHolding = false
    private var held: [CheckedContinuation<Void, Never>] = []

    /// How many commits are held back.
    var heldCommits: Int { held.count }

    func load() async throws(Failure) -> StoredState {
        StoredState(
            cluster: "0123456789abcdef0123456789abcdef", node: NodeID("test"),
            records: records.values.sorted { $0.key < $1.key })
    }

    func commit(_ batch: Batch) async throws(Failure) {
        if isHolding { await withCheckedContinuation { held.append($0) } }
        if let refusal { throw refusal }
        commits += 1
        for record in batch.records { records[record.key] = record }
        for key in batch.removed { records[key] = nil }
    }

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
