import KnotModel

/// Which spaces depend on which, the other way round than their fields say it.
struct DependencyIndex: Sendable {
    private var found: [ResourceKey: Set<ResourceKey>] = [:]

    init(_ records: some Sequence<Record>) {
        for record in records { replace(nil, with: record) }
    }

    /// Takes in that a record changed.
    mutating func replace(_ old: Record?, with new: Record?) {
        let before = old?.isTombstone == false ? old?.dependencies ?? [] : []
        let after = new?.isTombstone == false ? new?.dependencies ?? [] : []
        guard before != after, let dependant = (new ?? old)?.key else { return }
        for key in before {
            found[key]?.remove(dependant)
            if found[key]?.isEmpty == true { found[key] = nil }
        }
        for key in after { found[key, default: []].insert(dependant) }
    }

    /// The spaces that name `key`, in key order.
    func dependants(of key: ResourceKey) -> [ResourceKey] { (found[key] ?? []).sorted() }
}
