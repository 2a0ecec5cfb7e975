import KnotModel
import KnotNode
import KnotPlan

/// One edit with nothing else going wrong: the spaces that then wait for a restart are those that its answer named.
extension World {
    /// An edit whose answer is held against what becomes of it.
    struct Trial: Sendable {
        var id: RequestID
        /// What each space waited with before.
        var before: [ResourceKey: [FieldDifference]]
        /// The ids of each space's containers at that moment.
        var containers: [ResourceKey: [String]]
        /// What the answer named; `nil` when it was refused.
        var said: Set<ResourceKey>?
    }

    /// Milliseconds in which a status follows an edit.
    private static let patience: Int64 = 20_000

    mutating func editOne() {
        guard node != nil, let manifest = edited(), let record = database[manifest.key] else { return }
        let before = Dictionary(
            uniqueKeysWithValues: database.records.map { ($0.key, $0.currentStatus?.pending ?? []) })
        let request = Request.apply(
            [manifest], ApplyOptions(owner: record.spec.value.owner, user: record.key.owner))
        let id = clients.ask(request, at: clock)
        let standing = before.keys.map { key in (key, containers(of: key).map(\.id)) }
        trial = Trial(id: id, before: before, containers: Dictionary(uniqueKeysWithValues: standing))
        note("ask \(id) edits \(manifest.key)")
        deliver(.request(id, request))
        push(.mustPendAsSaid, after: Self.patience)
    }

    /// A variable, a template or a space with something else in it; `nil` when there is none of the kind drawn.
    private mutating func edited() -> Manifest? {
        let live = database.records.filter { !$0.isDeleting }
        let kind: Kind = random.chance(500) ? .template : random.chance(500) ? .variable : .space
        guard let record = random.pick(live.filter { $0.key.kind == kind }) else { return nil }
        var manifest = record.manifest
        switch kind {
        case .variable: manifest.variable.value = "violet"
        case .template:
            guard var container = manifest.template.container else { return nil }
            if random.chance(700) { container["environment"] = ["VERSION=edited"] }
            manifest.template[.container] = .map(container)
            manifest.template[.description] = "edited"
        default:
            let templates = live.filter { $0.key.kind == .template }.map(\.key.name)
            guard let name = random.pick(templates) else { return nil }
            manifest.space[.template] = .string(name)
        }
        return manifest
    }

    mutating func checkPending() {
        guard let trial, let said = trial.said else { return }
        for record in database.records
        where isSteady(record) && containers(of: record.key).map(\.id) == trial.containers[record.key] {
            let pending = record.currentStatus?.pending ?? []
            let waits = !pending.isEmpty && pending != trial.before[record.key]
            if waits { coverage.hit(.pendingSaid) }
            if waits != said.contains(record.key) {
                violate(
                    .pendsAsSaid,
                    "\(record.key) \(waits ? "waits" : "does not wait") for a restart, and was\(waits ? " not" : "") named: \(pending)"
                )
            }
        }
    }

    private func containers(of key: ResourceKey) -> [SimulatedContainer] {
        hosts.flatMap { $0.engine.containers(of: key, for: tenant) }
    }

    /// Whether it runs on, with nothing that would make it anew meanwhile.
    private func isSteady(_ record: Record) -> Bool {
        guard record.key.kind == .space, isToRun(record), let status = record.currentStatus, status.phase == .running,
            status.observedRevision == record.revision, status.lastError == nil, status.restarts == 0,
            standing(record) == .runs, !hasChangeAhead(record, within: 60_000)
        else { return false }
        return containers(of: record.key).map(\.state) == [.running]
    }
}
