import KnotModel
import KnotStore

/// The store as it will be once what is staged is committed.
struct Staging {
    /// With all that is staged but statuses and placements alone, which no question to more than one record is about.
    private(set) var store: Store
    private(set) var changed: [ResourceKey: Record] = [:]

    init(_ store: Store) { self.store = store }

    /// Nothing that was staged is taken back: `nil` changes nothing.
    subscript(key: ResourceKey) -> Record? {
        get { changed[key] ?? store[key] }
        set {
            guard let record = newValue else { return }
            if record.spec != self[key]?.spec || record.isTombstone { store.replace(record) }
            changed[key] = record
        }
    }

    /// The resource under `key`, unless it is gone.
    func live(_ key: ResourceKey) -> Record? {
        guard let record = self[key], !record.isTombstone else { return nil }
        return record
    }

    /// The live resources that name `key`, by key.
    func holders(of key: ResourceKey) -> [Record] { store.holders(of: key).compactMap(live) }
}
