import KnotModel
import KnotStore

/// The store as it will be once what is staged is committed.
struct Staging {
    private let store: Store
    private(set) var changed: [ResourceKey: Record] = [:]

    init(_ store: Store) { self.store = store }

    subscript(key: ResourceKey) -> Record? {
        get { changed[key] ?? store[key] }
        set { changed[key] = newValue }
    }

    /// The resource under `key`, unless it is gone.
    func live(_ key: ResourceKey) -> Record? {
        guard let record = self[key], !record.isTombstone else { return nil }
        return record
    }

    func records(of kind: Kind) -> [Record] {
        guard changed.keys.contains(where: { $0.kind == kind }) else { return store.records(of: kind) }
        var byKey: [ResourceKey: Record] = [:]
        for record in store.records(of: kind) { byKey[record.key] = record }
        for (key, record) in changed where key.kind == kind { byKey[key] = record.isTombstone ? nil : record }
        return byKey.values.sorted { $0.key < $1.key }
    }
}
