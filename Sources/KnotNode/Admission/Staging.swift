import KnotModel
import KnotStore

/// The store as it will be once what is staged is committed.
struct Staging {
    private let store: Store
    private(set) var changed: [ResourceKey: Record] = [:]
    /// Resources that the store does not have, by who wrote them first.
    private var created: [SpecOwner: Int] = [:]

    init(_ store: Store) { self.store = store }

    subscript(key: ResourceKey) -> Record? {
        get { changed[key] ?? store[key] }
        set {
            if changed[key] == nil, store[key] == nil, let owner = newValue?.spec.value.owner {
                created[owner, default: 0] += 1
            }
            changed[key] = newValue
        }
    }

    /// How many resources there will be of an owner's, with those deleted lately.
    func count(of owner: SpecOwner) -> Int { store.count(of: owner) + (created[owner] ?? 0) }

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
