import KnotModel
import KnotStore

/// Which spaces what is changed goes into. Nothing is looked through and nothing rendered to find them.
package struct Concern: Sendable {
    /// The templates that were made with a variable or volume before it was changed.
    private var former: [ResourceKey: Set<ResourceKey>] = [:]

    package init() {}

    /// - Parameter changed: What is about to be changed in `before`, or was.
    package init(_ changed: some Sequence<ResourceKey>, before: Store) {
        for key in changed where key.kind == .variable || key.kind == .volume {
            former[key] = before.templates(madeWith: key)
        }
    }

    /// In order, as the store has them after the change; a space concerns itself.
    package func spaces(of key: ResourceKey, in store: Store) -> [ResourceKey] {
        switch key.kind {
        case .space: return [key]
        case .template: return store.spaces(ofTemplate: key.name)
        case .variable, .volume: return Self.spaces(of: store.templates(madeWith: key).union(former[key] ?? []), store)
        case .script: return Self.spaces(of: Set(store.holders(of: key)), store)
        case .zone, .token: return []
        }
    }

    /// Those among the holders, and those of templates among them.
    private static func spaces(of holders: Set<ResourceKey>, _ store: Store) -> [ResourceKey] {
        var spaces: Set<ResourceKey> = []
        for key in holders {
            if key.kind == .space { spaces.insert(key) } else { spaces.formUnion(store.spaces(ofTemplate: key.name)) }
        }
        return spaces.sorted()
    }
}
