import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

extension Admission {
    /// After so many reasons no more are looked for: each costs a look at all there is.
    private static let mostRefusals = 100

    mutating func apply(_ manifests: [Manifest], _ options: ApplyOptions) -> Reply {
        var refusals: [Refusal] = []
        var changes: [ResourceChange] = []
        var named: Set<ResourceKey> = []
        let before = staging
        for manifest in owned(manifests, by: options.user) {
            guard named.insert(manifest.key).inserted else {
                let failure = Failure(
                    .invalid, subject: manifest.key.description,
                    "\(manifest.key) is there twice; leave one of the two out")
                refusals.append(Refusal(key: manifest.key, failure: failure))
                continue
            }
            switch write(manifest, options) {
            case .success(let change): changes.append(change.warned(of: manifest))
            case .failure(let refusal): refusals.append(refusal)
            }
        }
        // References are checked once everything is staged, so that order within a batch does not matter.
        let renderer = SpaceRenderer(staging.store, setting.context)
        for change in changes where change.verb != .unchanged {
            guard refusals.count < Self.mostRefusals else {
                let rest = Failure(
                    .invalid, subject: options.owner.text,
                    "there may be more; mend these \(refusals.count) first")
                refusals.append(Refusal(key: nil, failure: rest))
                break
            }
            if let refusal = checkReferences(of: change.key, isNew: change.verb == .created, renderer) {
                refusals.append(refusal)
            } else if let refusal = checkCustomFields(of: change) {
                refusals.append(refusal)
            }
            refusals += checkPolicy(of: change.key, renderer)
        }
        if options.prune {
            switch prune(keeping: named, options) {
            case .success(let pruned): changes += pruned
            case .failure(let refusal): refusals.append(refusal)
            }
        }
        guard refusals.isEmpty else { return .refused(refusals) }
        noteEffects(&changes, before: before)
        if options.dryRun {
            for index in changes.indices { changes[index].revision = before.live(changes[index].key)?.revision }
        }
        return .changes(changes)
    }

    /// With owners filled in, in the order in which kinds refer to one another.
    private func owned(_ manifests: [Manifest], by user: String) -> [Manifest] {
        manifests.map { manifest in
            var manifest = manifest
            if manifest.key.kind.isOwned, manifest.key.owner.isEmpty { manifest.key.owner = user }
            return manifest
        }.sorted { $0.key < $1.key }
    }

    private mutating func write(
        _ manifest: Manifest, _ options: ApplyOptions
    ) -> Result<ResourceChange, Refusal> {
        let key = manifest.key
        if let failure = setting.quarantine[key] { return .failure(Refusal(key: key, failure: failure)) }
        var manifest = manifest
        do throws(Refusal) { manifest = try unmasked(manifest) } catch { return .failure(error) }
        guard let existing = staging.live(key) else {
            if options.expected[key] != nil { return .failure(Refusal(key: key, failure: notFound(key))) }
            if let failure = overBound(key, options.owner) { return .failure(Refusal(key: key, failure: failure)) }
            if key.kind == .space, manifest.space[.running] == nil { manifest.space[.running] = true }
            let unplaced = create(manifest, options)
            return .success(
                ResourceChange(
                    key: key, verb: .created, differences: Self.differences([:], manifest.fields, key.kind),
                    revision: staging[key]?.revision, warnings: unplaced.map { ["\(key) waits: \($0)"] } ?? []))
        }
        if existing.isDeleting { return .failure(Refusal(key: key, failure: beingDeleted(key))) }
        if let failure = conflict(existing, expected: options.expected[key]) ?? ownership(existing, options) {
            return .failure(Refusal(key: key, failure: failure))
        }
        // What a manifest does not say about running stays as the user last left it.
        if key.kind == .space, manifest.space[.running] == nil {
            manifest.space[.running] = existing.space[.running]
        }
        let fields = manifest.fields
        let isTakenOver =
            existing.spec.value.owner != options.owner && isSource(existing.spec.value.owner, options.owner)
        guard fields != existing.spec.value.fields || isTakenOver else {
            return .success(ResourceChange(key: key, verb: .unchanged, revision: existing.revision))
        }
        var record = existing
        var lane = record.spec.value
        let differences = Self.differences(lane.fields, fields, key.kind)
        lane.former = existing.formerValues(with: fields)
        lane.fields = fields
        lane.owner = options.owner
        let stamp = stamp()
        record.spec = Register(lane, stamp: stamp)
        staging[key] = record
        return .success(ResourceChange(key: key, verb: .configured, differences: differences, revision: stamp))
    }

    /// Why an owner may not have one more: what is deleted is remembered for a while, and takes room until then.
    private func overBound(_ key: ResourceKey, _ owner: SpecOwner) -> Failure? {
        guard setting.resourceBound > 0, staging[key] == nil, staging.store.count(of: owner) >= setting.resourceBound
        else {
            return nil
        }
        return Failure(
            .busy, subject: key.description,
            "\(owner) has \(setting.resourceBound) resources, with those deleted within the last 7 days, and may have no more; "
                + "wait, or have the administrator raise server.resource_limit")
    }

    /// Why there is no place for it yet, if there is none.
    private mutating func create(_ manifest: Manifest, _ options: ApplyOptions) -> Failure? {
        // A deleted resource of the same name leaves lanes that speak of its own uid.
        let tombstone = staging[manifest.key]
        let lane = SpecLane(
            uid: UID(using: &generator), fields: manifest.fields, owner: options.owner, createdAt: setting.wall,
            former: tombstone?.formerValues(with: manifest.fields))
        var unplaced: Failure?
        var record = Record(
            key: manifest.key, spec: Register(lane, stamp: stamp()), placement: tombstone?.placement,
            status: tombstone?.status)
        if manifest.key.kind.isReconciled {
            switch setting.place(record, templateRecord(of: record)?.manifest) {
            case .success(let placement): record.placement = Register(placement, stamp: stamp())
            case .failure(let failure): unplaced = failure
            }
        }
        staging[manifest.key] = record
        return unplaced
    }

    /// Users share; a source and anybody else do not.
    private func ownership(_ existing: Record, _ options: ApplyOptions) -> Failure? {
        let owner = existing.spec.value.owner
        guard owner != options.owner, !options.force, isSource(owner, options.owner) else { return nil }
        return Failure(
            .conflict, subject: existing.key.description,
            "\(existing.key) belongs to \(owner), which wrote it at revision \(existing.revision); "
                + "leave it to that owner, or take it over with --force")
    }

    private func isSource(_ owners: SpecOwner...) -> Bool {
        owners.contains { $0.text.hasPrefix("source:") }
    }

    /// Whether what the resource refers to exists, and a space can be rendered.
    private func checkReferences(of key: ResourceKey, isNew: Bool, _ renderer: SpaceRenderer) -> Refusal? {
        guard let record = staging.live(key) else { return nil }
        if let refusal = checkScripts(namedBy: record) { return refusal }
        guard key.kind == .space else { return nil }
        if let refusal = checkDependencies(of: record) { return refusal }
        let name = record.space.template ?? ""
        guard let template = staging.live(ResourceKey(.template, name: name)), !template.isDeleting else {
            if let failure = setting.quarantine[ResourceKey(.template, name: name)] {
                return Refusal(key: key, field: "template", failure: failure)
            }
            let hint =
                Suggestion.nearest(
                    to: name, among: staging.store.names(near: ResourceKey(.template, name: name))
                ).map { "did you mean '\($0)'?" } ?? "apply it first"
            return Refusal(
                key: key, field: "template",
                failure: Failure(
                    .templateMissing, subject: key.description, "there is no template named '\(name)'; \(hint)"))
        }
        if !template.template.isActive, isNew {
            return Refusal(
                key: key, field: "template",
                failure: Failure(
                    .invalid, subject: key.description,
                    "the new \(key) cannot be made from template '\(name)', which has 'active: false'; "
                        + "set 'active: true' there, or name another template"))
        }
        if template.template.isManual { return nil }
        do throws(Failure) {
            _ = try renderer.render(record, template)
            return checkScripts(of: record, template, renderer)
        } catch {
            return Refusal(key: key, field: "template", failure: setting.quarantine.explaining(error))
        }
    }
}
