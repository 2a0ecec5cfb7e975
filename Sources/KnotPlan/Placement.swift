import KnotModel

/// What placement needs to know of a node.
package struct NodeView: Sendable, Hashable {
    package var node: NodeID
    /// What people call it.
    package var name: String
    /// What else people may call it by.
    package var hosts: Set<String>
    package var zone: String?
    /// The engines that answer, in order of preference.
    package var engines: [EngineKind]
    /// How many spaces are placed there.
    package var load: Int

    package init(
        node: NodeID, name: String? = nil, hosts: Set<String> = [], zone: String?, engines: [EngineKind], load: Int
    ) {
        self.node = node
        self.name = name ?? node.name
        self.hosts = hosts
        self.zone = zone
        self.engines = engines
        self.load = load
    }

    /// Whether people mean it by `text`: its name, one of its hosts, or its id, in capital letters or not.
    package func answers(to text: String) -> Bool {
        let text = HostName.plain(text)
        return ([name, node.name] + hosts).contains { HostName.plain($0) == text }
    }
}

/// Chooses where a space runs: a pure function, so every node that sees the same comes to the same answer.
package enum PlacementChoice {
    /// The least loaded node that fits; equals are told apart by rendezvous hashing of the key. Fails saying what rules
    /// each node out.
    package static func choose(
        _ key: ResourceKey, zone: String?, node: String?, platform: String?, allowedZones: [String],
        among nodes: [NodeView]
    ) throws(Failure) -> (node: NodeID, engine: EngineKind) {
        if platform == "manual" {
            throw Failure(
                .noEngine, subject: key.description,
                "its template says 'platform: manual': people run such a space by hand, and no server does")
        }
        var fitting: [(view: NodeView, engine: EngineKind)] = []
        var reasons: [String] = []
        var isPlaceWrong = true
        for view in nodes.sorted(by: { $0.node < $1.node }) {
            if let node, !view.answers(to: node) {
                reasons.append("\(view.name) is not the node '\(node)' that it asks for")
            } else if let zone, view.zone != zone {
                reasons.append("\(view.name) is in \(view.zone.map { "zone '\($0)'" } ?? "no zone"), not '\(zone)'")
            } else if !isAllowed(view.zone, by: allowedZones) {
                reasons.append("the template is not for \(view.zone.map { "zone '\($0)'" } ?? "nodes without a zone")")
            } else if let engine = view.engines.first(where: { fits($0, platform) }) {
                fitting.append((view, engine))
            } else {
                let wanted = platform.map { $0 == "container" ? "" : " '\($0)'" } ?? ""
                reasons.append("\(view.name) has no container engine\(wanted) that answers")
                isPlaceWrong = false
            }
        }
        let least = fitting.map(\.view.load).min()
        let best = fitting.filter { $0.view.load == least }.max { rank($0.view, key) < rank($1.view, key) }
        guard let best else {
            let advice =
                isPlaceWrong
                ? "; change 'zone' and 'node' of the space, or 'zones' of its template, or start a server there" : ""
            throw Failure(
                .noEngine, subject: key.description,
                "no server can run it: " + reasons.joined(separator: "; ") + advice)
        }
        return (best.view.node, best.engine)
    }

    private static func fits(_ engine: EngineKind, _ platform: String?) -> Bool {
        platform == nil || platform == "container" || platform == engine.rawValue
    }

    private static func isAllowed(_ zone: String?, by allowed: [String]) -> Bool {
        if let zone, allowed.contains("!" + zone) { return false }
        let named = allowed.filter { !$0.hasPrefix("!") && $0 != "<leaf-node>" }
        return named.isEmpty || named.contains(zone ?? "")
    }

    private static func rank(_ view: NodeView, _ key: ResourceKey) -> UInt64 {
        var hash = StableHash()
        hash.add(view.node.name)
        hash.add(key.description)
        return hash.value
    }
}
