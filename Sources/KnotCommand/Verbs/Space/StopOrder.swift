import KnotAPI
import KnotModel

/// The order in which several spaces are asked to stop: each after those among them that depend on it, as the node stops
/// them too when it knows of all.
package enum StopOrder {
    /// - Parameter dependencies: The names of the spaces that each depends on.
    package static func sorted(_ keys: [ResourceKey], dependencies: [ResourceKey: [String]]) -> [ResourceKey] {
        var order: [ResourceKey] = []
        var seen: Set<ResourceKey> = []
        func visit(_ key: ResourceKey) {
            guard seen.insert(key).inserted else { return }
            for other in keys where other.owner == key.owner && dependencies[other]?.contains(key.name) == true {
                visit(other)
            }
            order.append(key)
        }
        keys.forEach(visit)
        return order
    }

    /// Asks the server what they depend on; one that does not exist ends it before anything is stopped.
    static func sorted(_ keys: [ResourceKey], _ client: KnotClient) async throws -> [ResourceKey] {
        guard keys.count > 1 else { return keys }
        var dependencies: [ResourceKey: [String]] = [:]
        for key in keys {
            dependencies[key] = try await client.resource(key).space.dependsOn
        }
        return sorted(keys, dependencies: dependencies)
    }
}
