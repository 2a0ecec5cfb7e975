import KnotModel

/// What live records are found by besides their keys. Only what a change makes different is touched: a new status changes
/// no more than the count of its phase.
struct RecordIndexes: Sendable {
    /// Stands for the place of what is not placed.
    static let nowhere = NodeID("")

    /// By what they name.
    private(set) var holders = KeyIndex<ResourceKey>()
    /// By who wrote them.
    private(set) var writers = KeyIndex<String>()
    /// Those that something is made of in an engine, by the node that they are placed on, or `nowhere`.
    private(set) var places = KeyIndex<NodeID>()
    /// How many spaces there are in each phase; none is 0.
    private(set) var phases: [Status.Phase: Int] = [:]
    private var references: Store.References = { _ in [] }

    /// Reads what records name by `references` from now on, and that of these, which are all there are, anew.
    mutating func read(by references: @escaping Store.References, _ records: some Sequence<Record>) {
        self.references = references
        holders = KeyIndex()
        for record in records {
            for target in targets(of: record) { holders.insert(record.key, under: target) }
        }
    }

    /// Takes in that a live record came, changed, or went.
    mutating func replace(_ old: Record?, with new: Record?) {
        guard let key = (new ?? old)?.key else { return }
        if old?.spec.value.fields != new?.spec.value.fields {
            let before = old.map(targets) ?? []
            let after = new.map(targets) ?? []
            for target in before.subtracting(after) { holders.remove(key, under: target) }
            for target in after.subtracting(before) { holders.insert(key, under: target) }
        }
        let (writer, newWriter) = (old?.spec.value.owner.text, new?.spec.value.owner.text)
        if writer != newWriter {
            if let writer { writers.remove(key, under: writer) }
            if let newWriter { writers.insert(key, under: newWriter) }
        }
        let (place, newPlace) = (old.flatMap(Self.place), new.flatMap(Self.place))
        if place != newPlace {
            if let place { places.remove(key, under: place) }
            if let newPlace { places.insert(key, under: newPlace) }
        }
        let (phase, newPhase) = (old.flatMap(Self.phase), new.flatMap(Self.phase))
        if phase != newPhase {
            if let phase, let count = phases[phase] { phases[phase] = count > 1 ? count - 1 : nil }
            if let newPhase { phases[newPhase, default: 0] += 1 }
        }
    }

    private func targets(of record: Record) -> Set<ResourceKey> {
        var targets = references(record)
        if record.key.kind == .space, let template = record.space.template {
            targets.insert(ResourceKey(.template, name: template))
        }
        return targets
    }

    private static func place(of record: Record) -> NodeID? {
        record.key.kind.isReconciled ? record.placement?.value.node ?? nowhere : nil
    }

    private static func phase(of record: Record) -> Status.Phase? {
        record.key.kind == .space ? record.currentStatus?.phase ?? .pending : nil
    }
}
