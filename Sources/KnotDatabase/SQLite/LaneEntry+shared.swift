import KnotModel
import KnotStore

extension LaneEntry {
    /// The same entry, whose texts share their bytes with equal ones of others.
    func shared(_ texts: SharedTexts) -> LaneEntry {
        func shared(_ node: NodeID) -> NodeID { NodeID(texts.shared(node.name)) }
        var entry = self
        entry.key = EntryKey(kind: texts.shared(key.kind), name: texts.shared(key.name))
        entry.lane.rawValue = texts.shared(lane.rawValue)
        entry.object.uid.text = texts.shared(object.uid.text)
        entry.object.created.node = shared(object.created.node)
        entry.stamp.node = shared(stamp.node)
        if let base { entry.base?.node = shared(base.node) }
        entry.origin.node = shared(origin.node)
        return entry
    }
}
