import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

/// What a request makes of one space.
struct Outlook {
    var record: Record
    var before: Result<RenderedSpace, Failure>
    var after: Result<RenderedSpace, Failure>
    var sight: SpaceSight
    /// What a restart would change, where it runs and that is not the same as before the request.
    var pending: [FieldDifference] = []

    var isLive: Bool { if case .live = sight.state { true } else { false } }

    /// Whether it would be made differently from before.
    var differs: Bool {
        guard case .success(let old) = before, case .success(let new) = after else { return true }
        return !new.differences(from: old).isEmpty || old.directories != new.directories || old.pull != new.pull
            || old.auth != new.auth
    }

    /// The fields of the container that would be made differently; `nil` when that cannot be said.
    var fields: Set<String>? {
        guard case .success(let old) = before, case .success(let new) = after else { return nil }
        let paths = new.differences(from: old).map(\.path)
        return Set(
            paths.compactMap { $0.split(whereSeparator: { ".[".contains($0) }).dropFirst().first.map(String.init) })
    }

    /// Runs on, and could not be made anew after the request.
    var blocked: Failure? {
        guard isLive, case .failure(let failure) = after else { return nil }
        if case .failure(let known) = before, known == failure { return nil }
        return failure
    }
}

extension Admission {
    /// The space as it comes out of the request; `nil` when it does not come out of it, or has nothing to do with it.
    func outlook(_ key: ResourceKey, _ renderers: (before: SpaceRenderer, after: SpaceRenderer), _ before: Staging)
        -> Outlook?
    {
        guard let record = staging.live(key), !record.isDeleting else { return nil }
        let known = before.live(key)
        func result(_ record: Record?, _ staging: Staging, _ renderer: SpaceRenderer) -> Result<RenderedSpace, Failure>
        {
            let name = record?.space.template ?? ""
            guard let record, let template = staging.live(ResourceKey(.template, name: name)) else {
                return .failure(
                    Failure(.templateMissing, subject: key.description, "there is no template named '\(name)'"))
            }
            return Result { () throws(Failure) in try renderer.render(record, template) }
                .flatMap { $0.permitted(for: key) }
        }
        var outlook = Outlook(
            record: record, before: result(known, before, renderers.before),
            after: result(record, staging, renderers.after), sight: SpaceSight())
        note(&outlook, known)
        return outlook
    }

    private func note(_ outlook: inout Outlook, _ known: Record?) {
        // Whoever cannot be made anew is looked at with what was, to know whether it runs.
        guard let known, let rendered = (try? outlook.after.get()) ?? (try? outlook.before.get()) else { return }
        outlook.sight = setting.sight(outlook.record, rendered)
        let old = try? outlook.before.get()
        switch outlook.sight.state {
        case .down: break
        case .live(let pending):
            guard case .success(let new) = outlook.after, new.hash != old?.hash else { return }
            outlook.pending = pending
        case .unknown:
            guard outlook.record.space.isWanted, known.currentStatus?.startedAt != nil else {
                outlook.sight.state = .down
                return
            }
            outlook.sight.state = .live(pending: [])
            guard case .success(let new) = outlook.after, let old, old.hash != new.hash else { return }
            outlook.pending = new.differences(from: old)
        }
    }
}

extension RenderedSpace {
    /// What differs from a container that was made of the other one.
    fileprivate func differences(from other: RenderedSpace) -> [FieldDifference] {
        differences(
            from: Ownership(
                cluster: "", key: key, uid: UID(""), epoch: 0, revision: Stamp(ticks: 0, node: NodeID("")),
                specHash: other.hash, spec: other.fields))
    }
}
