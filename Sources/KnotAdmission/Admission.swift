import KnotModel
import KnotPlan
import KnotStore

/// Decides on requests: what they change, or every reason why they are refused. A value that changes nothing but itself.
package struct Admission {
    /// What its decisions rest on besides the records: all of it, and no more.
    package struct Setting {
        package var wall: WallTime
        package var context: RenderContext
        /// How many resources an owner may have, with those deleted lately; 0 is no bound.
        package var resourceBound: Int
        /// What is there and cannot be read: nothing is written over it.
        package var quarantine: Quarantine
        package var node: NodeID
        /// This cluster's id.
        package var cluster: String
        /// Volumes in the node's engines that knot did not make, as far as is known.
        package var foreignVolumes: Set<String>
        /// The container that a resource has now, and that the database knows.
        package var ownContainer: (ResourceKey) -> String?
        /// Chooses a place for a new space, or says why none can be had now.
        package var place: (Record, Manifest?) -> Result<Placement, Failure>
        /// What is known of what runs of a space.
        package var sight: (Record, RenderedSpace) -> SpaceSight

        package init(
            wall: WallTime, context: RenderContext, resourceBound: Int, quarantine: Quarantine, node: NodeID,
            cluster: String, foreignVolumes: Set<String>, ownContainer: @escaping (ResourceKey) -> String?,
            place: @escaping (Record, Manifest?) -> Result<Placement, Failure>,
            sight: @escaping (Record, RenderedSpace) -> SpaceSight
        ) {
            self.wall = wall
            self.context = context
            self.resourceBound = resourceBound
            self.quarantine = quarantine
            self.node = node
            self.cluster = cluster
            self.foreignVolumes = foreignVolumes
            self.ownContainer = ownContainer
            self.place = place
            self.sight = sight
        }
    }

    let setting: Setting
    var staging: Staging
    package private(set) var clock: HybridClock
    package internal(set) var generator: SeededGenerator
    /// What was taken over from other clusters.
    package internal(set) var adopted: [Adoption] = []

    package init(_ store: Store, clock: HybridClock, generator: SeededGenerator, setting: Setting) {
        staging = Staging(store)
        self.clock = clock
        self.generator = generator
        self.setting = setting
    }

    /// What the decisions so far change.
    package var changed: [ResourceKey: Record] { staging.changed }

    /// The answer. A refusal and a dry run change nothing.
    package mutating func decide(_ request: Request) -> Reply {
        let before = (staging, adopted)
        let reply: Reply
        var isDryRun = false
        switch request {
        case .apply(let manifests, let options):
            isDryRun = options.dryRun
            reply = apply(manifests, options)
        case .delete(let keys, let options): reply = delete(keys, options)
        case .lifecycle(let key, let lifecycle, _): reply = change(key, lifecycle)
        case .adopt(let takeovers): reply = adopt(takeovers)
        }
        if isDryRun { staging = before.0 }
        if case .refused = reply { (staging, adopted) = before }
        return reply
    }

    mutating func stamp() -> Stamp { clock.stamp(at: setting.wall) }
    mutating func observe(_ stamp: Stamp) { clock.restore(stamp) }

    /// The failure of finding no such resource, with the nearest name that exists.
    func notFound(_ key: ResourceKey) -> Failure {
        if let failure = setting.quarantine[key] { return failure }
        let hint =
            Suggestion.nearest(to: key.name, among: staging.store.names(near: key)).map { "; did you mean '\($0)'?" }
            ?? ""
        return Failure(.notFound, subject: key.description, "there is no \(key)\(hint)")
    }

    func conflict(_ record: Record, expected: Stamp?) -> Failure? {
        guard let expected, expected != record.revision else { return nil }
        return Failure(
            .conflict, subject: record.key.description,
            "\(record.key) changed meanwhile: it is at revision \(record.revision), not \(expected); "
                + "look at it again with 'knot diff', then repeat")
    }

    private mutating func change(_ key: ResourceKey, _ lifecycle: Request.Lifecycle) -> Reply {
        guard var record = staging.live(key), key.kind == .space else {
            return .refused([Refusal(key: key, failure: notFound(key))])
        }
        if record.isDeleting { return .refused([Refusal(key: key, failure: beingDeleted(key))]) }
        let stamp = stamp()
        var lane = record.spec.value
        lane.space[.running] = .bool(lifecycle != .stop)
        // A start of what its schedule or uptime stopped is news, although it was to run all along.
        let isSuspended = record.currentStatus?.condition(.suspended)?.state == .yes
        if lifecycle == .restart || (lifecycle == .start && isSuspended) { lane.restart = stamp }
        guard lane != record.spec.value else {
            return .changes([ResourceChange(key: key, verb: .unchanged, revision: record.revision)])
        }
        let differences = Self.differences(record.spec.value.fields, lane.fields, key.kind)
        record.spec = Register(lane, stamp: stamp)
        staging[key] = record
        return .changes([ResourceChange(key: key, verb: .configured, differences: differences, revision: stamp)])
    }

    func beingDeleted(_ key: ResourceKey) -> Failure {
        Failure(
            .conflict, subject: key.description,
            "\(key) is being deleted; wait with 'knot wait \(key) --for=deleted', then repeat")
    }

    static func differences(_ before: FieldMap, _ after: FieldMap, _ kind: Kind) -> [FieldDifference] {
        var same: Set<String> = []
        if kind == .template {
            same = SpecMeaning.sameFields(TemplateSpec(before).container, TemplateSpec(after).container)
        }
        return Difference.between(before, after) { path in
            // What is only spelt in another way changes nothing that runs.
            same.contains { path == $0 || path.hasPrefix($0 + ".") || path.hasPrefix($0 + "[") }
                ? .none : FieldEffect.of(path, in: kind)
        }
    }
}
