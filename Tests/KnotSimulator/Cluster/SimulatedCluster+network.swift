import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// Messages on their way, who reaches whom, and what befalls the cluster.
extension SimulatedCluster {
    /// Whether a fault that strikes messages strikes this one.
    private mutating func strikes(_ fault: ClusterFault) -> Bool {
        guard inTurmoil, let rate = faults.rates[fault], random.chance(rate) else { return false }
        coverage.hit(fault)
        return true
    }

    mutating func send(_ message: PeerMessage, from: Int, to peer: NodeID) {
        guard let to = worlds.firstIndex(where: { $0.nodeID == peer }) else { return }
        if case .chunk(let chunk) = message, chunk.isWhole { coverage.hit(.answeredWhole) }
        guard network.carries(.init(from: from, to: to)) else {
            coverage.hit(.messageCutOff)
            return
        }
        if strikes(.messageLost) { return }
        var delay = random.draw(network.latency)
        if strikes(.messageReordered) { delay += random.draw(500...15_000) }
        push(.arrives(message, from: from, to: to), after: delay)
        if strikes(.messageDuplicated) {
            push(.arrives(message, from: from, to: to), after: delay + random.draw(0...20_000))
        }
    }

    mutating func arrive(_ message: PeerMessage, from: Int, to: Int) {
        // What was on its way when the link was cut is lost too.
        guard network.carries(.init(from: from, to: to)), worlds[to].node != nil else {
            coverage.hit(.messageCutOff)
            return
        }
        tell(to, .received(message, from: worlds[from].nodeID))
    }

    /// The input reaches the node now, or when it goes on, where it is held.
    mutating func tell(_ index: Int, _ input: Input) {
        worlds[index].clock = clock
        worlds[index].push(.input(input, incarnation: worlds[index].incarnation), after: 0)
    }

    mutating func meetSoon(_ indices: Range<Int>) {
        for index in indices { push(.meets(index), after: random.draw(10...5_000)) }
    }

    mutating func meet(_ index: Int) {
        guard worlds[index].node != nil else { return }
        let others = worlds.indices.filter {
            $0 != index && worlds[$0].node != nil && network.joins($0, index)
        }
        tell(index, .peers(others.map { worlds[$0].nodeID }))
    }

    mutating func makeMischief() {
        guard let fault = random.pick(faults.mischief) else { return }
        let first = random.index(below: worlds.count)
        let length = random.draw(1_000...60_000)
        switch fault {
        case .linkCut:
            let other = (first + 1 + random.index(below: worlds.count - 1)) % worlds.count
            cut([.init(from: first, to: other)], for: length)
        case .partition:
            let island = worlds.indices.filter {
                $0 == first || ($0 != (first + 1) % worlds.count && random.chance(400))
            }
            let links = island.flatMap { inside in
                worlds.indices.filter { !island.contains($0) }.flatMap {
                    [SimulatedNetwork.Link(from: inside, to: $0), .init(from: $0, to: inside)]
                }
            }
            cut(links, for: length)
        case .databaseSetBack, .databaseLost:
            guard databasesHarmed < 2, worlds[first].node != nil, worlds[first].pausedUntil <= clock else { return }
            databasesHarmed += 1
            setBack(first, isLost: fault == .databaseLost)
        case .weekPasses:
            guard weeksPassed < 2 else { return }
            weeksPassed += 1
            passWeek()
        case .messageLost, .messageDuplicated, .messageReordered: return
        }
        coverage.hit(fault)
        note("mischief \(fault.rawValue) \(worlds[first].nodeID)")
    }

    private mutating func cut(_ links: [SimulatedNetwork.Link], for length: Int64) {
        network.cut(links)
        push(.heals(links), after: min(length, max(0, scenario.turmoil - clock)))
        meetSoon(worlds.indices)
    }

    /// All clocks go on by more than tombstones are kept, as in a week in which nothing happens; some nodes start anew
    /// afterwards, and let go of what is over.
    private mutating func passWeek() {
        for index in worlds.indices {
            worlds[index].clock = clock
            worlds[index].seat?.pass(milliseconds: 8 * 24 * 3_600_000)
            worlds[index].wallOffset += 8 * 24 * 3_600_000
            if random.chance(500) {
                worlds[index].crash()
                attend(to: index)
            }
        }
    }
}
