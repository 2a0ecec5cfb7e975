import KnotModel
import KnotNode
import KnotStore

extension Node {
    /// The committed state of this moment: a value that later writes do not touch.
    package var store: Store { core.store }

    /// The committed state of this moment, and the cursor from which a watch goes on after it.
    package var snapshot: (store: Store, cursor: ChangeCursor) { (core.store, core.replica.changes.cursor) }

    package func record(_ key: ResourceKey) -> Record? { core.store[key] }

    package func events(for key: ResourceKey?) -> [Event] { core.events.list(for: key) }

    /// What to say of a resource that no readable record speaks of.
    func absence(of key: ResourceKey) -> Failure? { core.absence(of: key) }

    /// Stand-ins for the records of a kind that cannot be read.
    func unreadable(of kind: Kind) -> [Record] { core.unreadable(of: kind) }

    func explain(_ key: ResourceKey) -> (chain: [String], plan: [String])? { core.explain(key) }
}
