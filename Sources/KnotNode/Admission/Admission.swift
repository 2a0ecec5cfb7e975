import KnotModel
import KnotPlan
import KnotStore

/// Decides on requests: what they change, or every reason why they are refused. Changes nothing but its own staging.
struct Admission {
    var staging: Staging
    var clock: HybridClock
    var generator: SeededGenerator
    let wall: WallTime
    let context: RenderContext
    /// How many resources an owner may have, with those deleted lately; 0 is no bound.
    let resourceBound: Int
    /// What is there and cannot be read: nothing is written over it.
    let quarantine: Quarantine
    let node: NodeID
    /// This cluster's id.
    let cluster: String
    /// The container that a resource has now, and that the database knows.
    let ownContainer: (ResourceKey) -> String?
    /// What was taken over from other clusters.
    var adopted: [Adoption] = []
    /// Volumes in the node's engines that knot did not make, as far as is known.
    let foreignVolumes: Set<String>
    /// Chooses a place for a new space, or says why none can be had now.
    let place: (Record, Manifest?) -> Result<Placement, Failure>
    /// What is known of what runs of a space.
    let sight: (Record, RenderedSpace) -> SpaceSight

    /// The answer; when it is a refusal, `staging` is as it was.
    mutating func decide(_ request: Request) -> Reply {
        let before = (staging, adopted)
        let reply: Reply
        switch request {
        case .apply(let manifests, let options): reply = apply(manifests, options)
        case .delete(let keys, let options): reply = delete(keys, options)
        case .lifecycle(let key, let lifecycle, _): reply = change(key, lifecycle)
        case .adopt(let takeovers): reply = adopt(takeovers)
        }
        if case .refused = reply { (staging, adopted) = before }
        return reply
    }

    mutating func stamp() -> Stamp { clock.stamp(at: wall) }

    /// The failure of finding no such resource, with the nearest name that exists.
    func notFound(_ key: ResourceKey) -> Failure {
        if let failure = quarantine[key] { return failure }
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
