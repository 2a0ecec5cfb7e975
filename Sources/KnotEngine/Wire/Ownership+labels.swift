import KnotModel
import KnotPlan

extension Ownership {
    /// The labels that carry it on a container or a volume.
    package var labels: [String: String] {
        var labels = [
            Label.cluster: cluster, Label.key: key.description, Label.uid: uid.text, Label.epoch: String(epoch),
            Label.revision: revision.description,
        ]
        if let node { labels[Label.node] = node.name }
        if let restart { labels[Label.restart] = restart.description }
        if !specHash.isEmpty { labels[Label.specHash] = specHash }
        if restamps > 0 { labels[Label.restamps] = String(restamps) }
        if !spec.isEmpty { labels[Label.spec] = JSONText.write(.map(spec)) }
        return labels
    }

    /// Reads the labels of something in an engine; `nil` unless cluster, key and uid are there.
    ///
    /// Whatever else is missing or garbled falls back to what the plan takes for out of date: epoch 0, the earliest
    /// revision, an empty hash.
    package init?(labels: [String: String]) {
        guard let cluster = labels[Label.cluster], !cluster.isEmpty,
            let key = labels[Label.key].flatMap(ResourceKey.init), let uid = labels[Label.uid], !uid.isEmpty
        else { return nil }
        let spec = labels[Label.spec].flatMap(JSONReader.value)?.map
        self.init(
            cluster: cluster, node: Self.node(labels), key: key, uid: UID(uid),
            epoch: labels[Label.epoch].flatMap(UInt64.init) ?? 0,
            revision: labels[Label.revision].flatMap(Stamp.init) ?? Stamp(ticks: 0, node: NodeID("unknown")),
            restart: labels[Label.restart].flatMap(Stamp.init), specHash: labels[Label.specHash] ?? "",
            spec: spec ?? [:], restamps: labels[Label.restamps].flatMap { UInt16($0) }.map(Int.init) ?? 0)
    }

    /// The node that the labels name, if they do.
    static func node(_ labels: [String: String]) -> NodeID? {
        labels[Label.node].flatMap { $0.isEmpty ? nil : NodeID($0) }
    }
}
