import KnotModel
import KnotNode

/// What the users of a simulated node asked and were told: the model that the store is held against.
package struct Clients: Sendable {
    package struct Asked: Sendable {
        package var request: Request
        package var keys: [ResourceKey]
        package var time: Int64
        /// Set for the request that applies everything once more at the end.
        package var expectsNoChange: Bool
    }

    private var last: RequestID = 0
    package private(set) var pending: [RequestID: Asked] = [:]
    /// Requests that got an answer, or never will because the node died.
    private var closed: Set<RequestID> = []
    /// What was acknowledged last of each resource: the spec lane that was durable then.
    package private(set) var acknowledged: [ResourceKey: Register<SpecLane>] = [:]
    /// Resources with a request whose outcome nobody knows.
    package private(set) var uncertain: Set<ResourceKey> = []

    package init() {}

    package mutating func ask(_ request: Request, at time: Int64, expectsNoChange: Bool = false) -> RequestID {
        last += 1
        pending[last] = Asked(
            request: request, keys: Self.keys(of: request), time: time, expectsNoChange: expectsNoChange)
        return last
    }

    /// The request that an answer is for; `nil` when there is none, which is a fault of the node.
    package mutating func answer(_ id: RequestID) -> Asked? {
        guard let asked = pending.removeValue(forKey: id), closed.insert(id).inserted else { return nil }
        return asked
    }

    package mutating func acknowledge(_ key: ResourceKey, _ spec: Register<SpecLane>?) {
        acknowledged[key] = spec
        if !pending.values.contains(where: { $0.keys.contains(key) }) { uncertain.remove(key) }
    }

    /// The node died: whoever waits learns nothing.
    package mutating func nodeDied() {
        for (id, asked) in pending {
            closed.insert(id)
            uncertain.formUnion(asked.keys)
        }
        pending = [:]
    }

    /// Whether a resource may have changed since its last acknowledgement.
    package func mayHaveChanged(_ key: ResourceKey) -> Bool {
        uncertain.contains(key) || pending.values.contains { $0.keys.contains(key) }
    }

    private static func keys(of request: Request) -> [ResourceKey] {
        switch request {
        case .apply(let manifests, let options):
            return manifests.map { manifest in
                guard manifest.key.kind.isOwned, manifest.key.owner.isEmpty else { return manifest.key }
                return ResourceKey(manifest.key.kind, owner: options.user, name: manifest.key.name)
            }
        case .delete(let keys, _): return keys
        case .lifecycle(let key, _, _): return [key]
        case .adopt(let takeovers): return takeovers.map(\.key)
        }
    }
}
