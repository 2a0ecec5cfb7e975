/// How manifests are to be applied, and for whom.
package struct ApplyOptions: Sendable, Hashable {
    /// Who will own what is written.
    package var owner: SpecOwner
    /// The user whose spaces are meant where a manifest names none.
    package var user: String
    /// Take over resources that another owner wrote.
    package var force: Bool
    /// Delete what `owner` (a source) wrote earlier and the manifests no longer name.
    package var prune: Bool
    /// The largest number of resources a prune may delete; `nil` is a fifth of the source's, and never all of them.
    package var pruneLimit: Int?
    /// Refuse unless each named resource still has this revision.
    package var expected: [ResourceKey: Stamp]
    /// Work out the changes and write nothing.
    package var dryRun: Bool

    package init(
        owner: SpecOwner, user: String, force: Bool = false, prune: Bool = false, pruneLimit: Int? = nil,
        expected: [ResourceKey: Stamp] = [:], dryRun: Bool = false
    ) {
        self.owner = owner
        self.user = user
        self.force = force
        self.prune = prune
        self.pruneLimit = pruneLimit
        self.expected = expected
        self.dryRun = dryRun
    }
}
