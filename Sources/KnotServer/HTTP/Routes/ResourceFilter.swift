import KnotModel
import KnotStore

/// Which records a list or a watch shows.
struct ResourceFilter: Sendable {
    var selector: Selector?
    /// The owner of owned kinds; other kinds have none and all match.
    var user: String?

    @Sendable func matches(_ record: Record) -> Bool {
        if let user, record.key.kind.isOwned, record.key.owner != user { return false }
        return selector?.matches(record.manifest.labels) ?? true
    }

    /// Those of a kind that match, by key. Of owned kinds only the user's are looked at, where one is given.
    func records(of kind: Kind, in store: Store) -> [Record] {
        guard let user, kind.isOwned else { return store.records(of: kind).filter(matches) }
        return store.records(of: kind, ownedBy: user).filter(matches)
    }
}
