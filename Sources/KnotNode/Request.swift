import KnotModel
import KnotPlan

/// What a user, through any adaptor, asks of a node.
package enum Request: Sendable, Hashable {
    case apply([Manifest], ApplyOptions)
    case delete([ResourceKey], DeleteOptions)
    case lifecycle(ResourceKey, Lifecycle, by: SpecOwner)
    /// Go on with what another database, or a later form of this one, left in an engine.
    case adopt([Takeover])

    package enum Lifecycle: String, Sendable, Hashable, Codable { case start, stop, restart }
}

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

/// The answer to a request: what was done, durable on this node, or every reason why nothing was.
package enum Reply: Sendable, Hashable {
    case changes([ResourceChange])
    case refused([Refusal])
}

/// One reason why a request was refused.
package struct Refusal: Error, Sendable, Hashable, Codable {
    package var key: ResourceKey?
    /// The field at fault, dotted; empty when it is not about a field.
    package var field: String
    package var failure: Failure

    package init(key: ResourceKey?, field: String = "", failure: Failure) {
        self.key = key
        self.field = field
        self.failure = failure
    }
}
