import KnotModel
import KnotPlan

extension Admission {
    mutating func delete(_ keys: [ResourceKey], _ options: DeleteOptions) -> Reply {
        var refusals: [Refusal] = []
        var changes: [ResourceChange] = []
        let going = Set(keys)
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
            } else if let failure = conflict(record, expected: options.expected[key]) ?? inUse(record, going, options) {
                refusals.append(Refusal(key: key, failure: failure))
            } else {
                changes.append(remove(record, keepVolumes: options.keepVolumes, verb: .deleted))
            }
        }
        return refusals.isEmpty ? .changes(changes) : .refused(refusals)
    }

    /// Deletes what `options.owner` wrote and the manifests no longer name.
    mutating func prune(
        keeping named: Set<ResourceKey>, _ options: ApplyOptions
    ) -> Result<[ResourceChange], Refusal> {
        let kinds = Kind.allCases.filter(\.isManifest)
        let owned = kinds.flatMap { staging.records(of: $0) }.filter { $0.spec.value.owner == options.owner }
        let stale = owned.filter { !named.contains($0.key) && !$0.isDeleting }.sorted { $0.key > $1.key }
        guard !stale.isEmpty else { return .success([]) }
        let limit = options.pruneLimit ?? max(1, owned.count / 5)
        let names = stale.prefix(5).map(\.key.description).joined(separator: ", ") + (stale.count > 5 ? ", …" : "")
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
        for record in stale {
            let delete = DeleteOptions(owner: options.owner)
            if let failure = inUse(record, going, delete) {
                return .failure(Refusal(key: record.key, failure: failure))
            }
        }
        return .success(stale.map { remove($0, keepVolumes: false, verb: .pruned) })
    }

    private mutating func remove(_ record: Record, keepVolumes: Bool, verb: ResourceChange.Verb) -> ResourceChange {
        var record = record
        let keeps = keepVolumes || record.spec.value.fields["keep_volumes"] == true
        record.spec.value.deletion = Deletion(requestedAt: wall, keepVolumes: keeps)
        record.spec.stamp = stamp()
        staging[record.key] = record
        return ResourceChange(key: record.key, verb: verb, revision: record.revision)
    }

    /// A template, volume or script that others refer to is not deleted from under them.
    private func inUse(_ record: Record, _ going: Set<ResourceKey>, _ options: DeleteOptions) -> Failure? {
        guard [.template, .volume, .script].contains(record.key.kind), !options.force else { return nil }
        let users = (record.key.kind == .script ? holders(of: record.key) : spaces(using: record))
            .filter { !going.contains($0.key) }
        guard !users.isEmpty else { return nil }
        let names = users.prefix(5).map(\.key.description).joined(separator: ", ") + (users.count > 5 ? ", …" : "")
        return Failure(
            .conflict, subject: record.key.description,
            "\(record.key) is used by \(names); delete these first, or repeat with --force to leave them without it")
    }

    /// The spaces made from a template, or that mount a volume.
    private func spaces(using record: Record) -> [Record] {
        let renderer = StagedRenderer(staging, context)
        return staging.records(of: .space).filter { space in
            guard !space.isDeleting,
                let template = space.spec.value.fields["template"]?.string
                    .flatMap({ staging.live(ResourceKey(.template, name: $0)) })
            else { return false }
            if record.key.kind == .template { return template.key == record.key }
            return (try? renderer.render(space, template))?.sharedVolumes.contains(record.key.name) == true
        }
    }
}
