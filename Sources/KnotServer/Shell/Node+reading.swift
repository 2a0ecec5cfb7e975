import KnotModel
import KnotNode
import KnotStore

extension Node {
    /// The committed state of this moment: a value that later writes do not touch.
    package var store: Store { core.store }

    package func record(_ key: ResourceKey) -> Record? { core.store[key] }

    package func events(for key: ResourceKey?) -> [Event] { core.events.list(for: key) }

    func explain(_ key: ResourceKey) -> (chain: [String], plan: [String])? { core.explain(key) }
}
