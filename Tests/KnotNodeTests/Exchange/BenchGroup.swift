import KnotModel
import KnotNode
import KnotSimulator
import KnotStore

/// Nodes, each with a database and an engine, that tell one another over a network which may lose, repeat, hold up or cut.
struct BenchGroup {
    var nodes: [Bench]
    /// Whether messages arrive.
    var isConnected = true
    /// Of a hundred messages, how many are lost, and how many come again later.
    var lost = 0
    var repeated = 0
    private var late: [(to: Int, message: PeerMessage, from: NodeID)] = []
    private var generator: SeededGenerator
    private var incarnation: UInt64 = 1
    private let codec = InternedLaneCodec()

    /// - Parameter count: The nodes are called `n0`, `n1` and so on.
    init(_ count: Int, engines: Bool = false, seed: UInt64 = 1) {
        generator = SeededGenerator(seed: seed)
        nodes = []
        let ids = (0..<count).map { NodeID("n\($0)") }
        for id in ids {
            nodes.append(Bench(node: id, peers: ids.filter { $0 != id }, engineIsUp: engines, codec: codec))
        }
        for index in nodes.indices { restart(index, engine: engines) }
    }

    private func id(_ index: Int) -> NodeID { nodes[index].core.configuration.node }

    /// Tells every node who can be reached.
    mutating func meet() {
        for index in nodes.indices {
            let others = nodes.indices.filter { $0 != index }.map(id)
            nodes[index].feed(.peers(isConnected ? others : []))
        }
    }

    /// Starts a node again over what its database holds, or held before.
    mutating func restart(_ index: Int, over table: LaneTable? = nil, engine: Bool = true) {
        incarnation += 1
        var replica = Replica(
            origin: Origin(node: id(index), incarnation: incarnation), codec: codec, changeCapacity: 100)
        replica.load(table ?? nodes[index].core.replica.table)
        var configuration = nodes[index].core.configuration
        // As a server draws another one at each start: uids come of it.
        configuration.seed = generator.next()
        nodes[index].core = NodeCore(configuration, replica: replica)
        if engine { nodes[index].feed(.engineUp(.docker, version: "1")) }
        meet()
    }

    /// Lets time pass on all of them, and what they send arrive.
    mutating func pass(milliseconds: Int64) {
        var left = milliseconds
        while left > 0 {
            for index in nodes.indices { nodes[index].pass(milliseconds: min(left, 250), step: 250) }
            let held = late
            late = []
            for (to, message, from) in held { nodes[to].feed(.received(message, from: from)) }
            deliver()
            left -= 250
        }
    }

    private mutating func deliver() {
        for _ in 0..<100 {
            var isQuiet = true
            for index in nodes.indices {
                let sent = nodes[index].sent
                nodes[index].sent = []
                guard isConnected else { continue }
                for (message, peer) in sent {
                    guard let to = nodes.indices.first(where: { id($0) == peer }) else { continue }
                    if Int.random(in: 0..<100, using: &generator) < lost { continue }
                    if Int.random(in: 0..<100, using: &generator) < repeated { late.append((to, message, id(index))) }
                    isQuiet = false
                    nodes[to].feed(.received(message, from: id(index)))
                }
            }
            if isQuiet { return }
        }
    }

    /// Whether all have the same entries, and cover the same.
    var areEqual: Bool {
        nodes.allSatisfy {
            $0.core.replica.hashes == nodes[0].core.replica.hashes
                && $0.core.replica.table.vector == nodes[0].core.replica.table.vector
        }
    }

    var areRecordsEqual: Bool { nodes.allSatisfy { $0.core.store.all == nodes[0].core.store.all } }
}
