/// How resources are to be deleted, and for whom.
package struct DeleteOptions: Sendable, Hashable {
    package var owner: SpecOwner
    package var keepVolumes: Bool
    /// Delete although something refers to it.
    package var force: Bool
    /// A resource that is not there is no error.
    package var ignoreMissing: Bool
    package var expected: [ResourceKey: Stamp]

    package init(
        owner: SpecOwner, keepVolumes: Bool = false, force: Bool = false, ignoreMissing: Bool = false,
        expected: [ResourceKey: Stamp] = [:]
    ) {
        self.owner = owner
        self.keepVolumes = keepVolumes
        self.force = force
        self.ignoreMissing = ignoreMissing
        self.expected = expected
    }
}
