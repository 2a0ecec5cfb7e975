import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

extension Admission {
    mutating func delete(_ keys: [ResourceKey], _ options: DeleteOptions) -> Reply {
        var refusals: [Refusal] = []
        var changes: [ResourceChange] = []
        let going = Set(keys)
        let before = staging
        let renderer = SpaceRenderer(staging.store, setting.context)
        // Spaces go before what they refer to.
        for key in keys.sorted(by: >) {
            guard let record = staging.live(key) else {
                if options.ignoreMissing {
                    changes.append(ResourceChange(key: key, verb: .unchanged))
                } else {
                    refusals.append(Refusal(key: key, failure: notFound(key)))
                }
                continue
            }
            if record.isDeleting {
                changes.append(ResourceChange(key: key, verb: .unchanged, revision: record.revision))
            } else if let failure = conflict(record, expected: options.expected[key])
                ?? inUse(record, going, options, renderer)
            {
                refusals.append(Refusal(key: key, failure: failure))
            } else {
                var change = remove(record, keepVolumes: options.keepVolumes, verb: .deleted)
                change.warnings += lostData(of: record, keepVolumes: options.keepVolumes, renderer)
                changes.append(change)
            }
        }
        guard refusals.isEmpty else { return .refused(refusals) }
        warnOfVariables(&changes, before)
        noteEffects(&changes, before: before)
        return .changes(changes)
    }

    /// Names, on the first deleted variable, the spaces that were complete with it and cannot be made without.
    private func warnOfVariables(_ changes: inout [ResourceChange], _ before: Staging) {
        let gone = changes.indices.filter { changes[$0].key.kind == .variable && changes[$0].verb != .unchanged }
        guard let first = gone.first else { return }
        let (old, new) = (SpaceRenderer(before.store, setting.context), SpaceRenderer(staging.store, setting.context))
        let concern = Concern(gone.map { changes[$0].key }, before: before.store)
        let readers = Set(gone.flatMap { concern.spaces(of: changes[$0].key, in: staging.store) })
        let spaces = readers.sorted().compactMap { staging.live($0) }.filter { space in
            guard !space.isDeleting, let template = templateRecord(of: space) else { return false }
            return (try? old.render(space, template)) != nil && (try? new.render(space, template)) == nil
        }
        guard !spaces.isEmpty else { return }
        let names = spaces.map(\.key).firstFive
        let variables = gone.map { changes[$0].key.description }.joined(separator: ", ")
        changes[first].warnings.append(
            "\(names) cannot be made again without \(variables); what runs of them goes on, as it was made")
    }

    /// Deletes what `options.owner` wrote and the manifests no longer name.
    mutating func prune(
        keeping named: Set<ResourceKey>, _ options: ApplyOptions
    ) -> Result<[ResourceChange], Refusal> {
        let owned = staging.store.keys(writtenBy: options.owner).filter(\.kind.isManifest).compactMap(staging.live)
        let stale = owned.filter { !named.contains($0.key) && !$0.isDeleting }.sorted { $0.key > $1.key }
        guard !stale.isEmpty else { return .success([]) }
        let limit = options.pruneLimit ?? max(1, owned.count / 5)
        let names = stale.map(\.key).firstFive
        func refusal(_ why: String) -> Result<[ResourceChange], Refusal> {
            .failure(
                Refusal(
                    key: nil,
                    failure: Failure(
                        .conflict, subject: options.owner.text,
                        "prune would delete \(stale.count) of the \(owned.count) resources of \(options.owner) (\(names)), "
                            + "\(why); if that is meant, repeat with --prune-limit \(stale.count)")))
        }
        if options.pruneLimit == nil, named.isEmpty { return refusal("and the input names none at all") }
        if stale.count > limit { return refusal("more than the limit of \(limit)") }
        let going = Set(stale.map(\.key))
        let renderer = SpaceRenderer(staging.store, setting.context)
        for record in stale {
            let delete = DeleteOptions(owner: options.owner)
            if let failure = inUse(record, going, delete, renderer) {
                return .failure(Refusal(key: record.key, failure: failure))
            }
        }
        return .success(stale.map { remove($0, keepVolumes: false, verb: .pruned) })
    }

    private mutating func remove(_ record: Record, keepVolumes: Bool, verb: ResourceChange.Verb) -> ResourceChange {
        var record = record
        let keeps = keepVolumes || record.space.keepsVolumes
        record.spec.value.deletion = Deletion(requestedAt: setting.wall, keepVolumes: keeps)
        record.spec.stamp = stamp()
        staging[record.key] = record.stripped
        return ResourceChange(key: record.key, verb: verb, revision: record.revision)
    }

    /// A template, volume or script that others refer to is not deleted from under them.
    private func inUse(
        _ record: Record, _ going: Set<ResourceKey>, _ options: DeleteOptions, _ renderer: SpaceRenderer
    ) -> Failure? {
        guard !options.force else { return nil }
        let all: [Record]
        switch record.key.kind {
        case .template, .script: all = staging.holders(of: record.key)
        case .volume: all = mounters(of: record.key, renderer)
        default: return nil
        }
        let users = all.filter { !$0.isDeleting && !going.contains($0.key) }
        guard !users.isEmpty else { return mayBeUsed(record.key) }
        let names = users.map(\.key).firstFive
        return Failure(
            .conflict, subject: record.key.description,
            "\(record.key) is used by \(names); delete these first, or repeat with --force to leave them without it")
    }

    /// What cannot be read may use anything.
    private func mayBeUsed(_ key: ResourceKey) -> Failure? {
        let names =
            setting.quarantine.keys(of: .space) + (key.kind == .script ? setting.quarantine.keys(of: .template) : [])
        guard !names.isEmpty || !setting.quarantine.unnamed.isEmpty else { return nil }
        let who = names.isEmpty ? "a record that cannot be read" : "\(names.firstFive), which cannot be read,"
        return Failure(
            .conflict, subject: key.description,
            "\(key) may be used by \(who) as 'knot admin check-database' shows; put a backup of the database in place, or "
                + "repeat with --force")
    }

    /// The spaces that mount a `Volume` resource.
    private func mounters(of volume: ResourceKey, _ renderer: SpaceRenderer) -> [Record] {
        Concern().spaces(of: volume, in: staging.store).compactMap(staging.live).filter { space in
            guard !space.isDeleting, let template = templateRecord(of: space) else { return false }
            return (try? renderer.render(space, template))?.sharedVolumes.contains(volume.name) ?? false
        }
    }

    /// The template that a space names, if there is one.
    func templateRecord(of space: Record) -> Record? {
        space.space.template.flatMap { staging.live(ResourceKey(.template, name: $0)) }
    }
}
