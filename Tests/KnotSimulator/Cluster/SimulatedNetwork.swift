import KnotModel

/// What lies between the nodes of a simulated cluster. Each link goes one way; a message may be lost, come twice, or be
/// overtaken by later ones.
struct SimulatedNetwork: Sendable {
    struct Link: Sendable, Hashable {
        var from: Int
        var to: Int
    }

    /// Links that carry nothing, by how many troubles they are cut.
    private var cuts: [Link: Int] = [:]
    /// Milliseconds that a message takes.
    let latency: ClosedRange<Int64>

    init(using random: inout SeededGenerator) {
        latency = random.pick([1...2, 1...20, 20...200]) ?? 1...2
    }

    func carries(_ link: Link) -> Bool { cuts[link, default: 0] == 0 }

    /// Whether two nodes can reach one another.
    func joins(_ a: Int, _ b: Int) -> Bool {
        carries(Link(from: a, to: b)) && carries(Link(from: b, to: a))
    }

    mutating func cut(_ links: [Link]) {
        for link in links { cuts[link, default: 0] += 1 }
    }

    mutating func heal(_ links: [Link]) {
        for link in links { cuts[link] = max(0, cuts[link, default: 0] - 1) }
    }

    mutating func healAll() { cuts = [:] }
}
