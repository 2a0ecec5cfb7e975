import KnotModel
import KnotStore
import Testing

/// Each index against what a scan of all records gives, after any writes.
@Suite("The indexes of a store")
struct StoreIndexTests {
    private static let nodes = [NodeID("a"), NodeID("b")]
    private static let owners = [SpecOwner.user("u"), .user("v"), .source("u")]
    private static let kinds: [Kind] = [.space, .template, .variable, .volume, .script, .token]

    /// Names what its field `names` lists.
    @Sendable private static func references(of record: Record) -> Set<ResourceKey> {
        Set((record.spec.value.fields["names"]?.list ?? []).compactMap { $0.string.flatMap { ResourceKey($0) } })
    }

    private func key(_ generator: inout SeededGenerator) -> ResourceKey {
        let kind = Self.kinds.randomElement(using: &generator) ?? .space
        let user = ["alice", "bob", "bob2"].randomElement(using: &generator) ?? "alice"
        let name = ["a", "b", "c", "ab"].randomElement(using: &generator) ?? "a"
        return ResourceKey(kind, owner: user, name: name)
    }

    /// A record of the key at that time: a new one, or the known one with another spec, place or status, or gone.
    private func record(_ known: Record?, _ key: ResourceKey, _ ticks: UInt64, _ generator: inout SeededGenerator)
        -> Record
    {
        let stamp = Stamp(ticks: ticks, node: Self.nodes[0])
        let wall = WallTime(milliseconds: Int64(ticks))
        var record =
            known
            ?? Record(
                key: key,
                spec: Register(
                    SpecLane(uid: UID("\(ticks)"), fields: [:], owner: Self.owners[0], createdAt: wall), stamp: stamp))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1:
            record.status = Register(
                Status(
                    uid: Bool.random(using: &generator) ? record.uid : UID("other"), node: Self.nodes[0],
                    phase: Status.Phase.allCases.randomElement(using: &generator) ?? .running,
                    observedRevision: stamp), stamp: stamp)
        case 2:
            let node = Self.nodes.randomElement(using: &generator) ?? Self.nodes[0]
            record.placement = Register(Placement(node: node, engine: .docker, epoch: ticks), stamp: stamp)
        case 3:
            record.spec.value.deletion = Deletion(requestedAt: wall, keepVolumes: false)
            record.spec.stamp = stamp
            record.status = Register(
                Status(uid: record.uid, node: Self.nodes[0], phase: .gone, observedRevision: stamp), stamp: stamp)
        default:
            record.spec.value.owner = Self.owners.randomElement(using: &generator) ?? Self.owners[0]
            record.spec.value.fields["template"] = Bool.random(using: &generator) ? "a" : "b"
            record.spec.value.fields["value"] = "secret"
            record.spec.value.fields["protected"] = .bool(Bool.random(using: &generator))
            let targets = (0..<Int.random(in: 0..<3, using: &generator)).map { _ in self.key(&generator) }
            record.spec.value.fields["names"] = .list(targets.map { .string($0.description) })
            record.spec.stamp = stamp
        }
        return record
    }

    /// All that the indexes answer.
    private struct Answers: Equatable {
        var keys: [[ResourceKey]] = []
        var counts: [Int] = []
        var phases: [Status.Phase: Int] = [:]

        /// As the store says it.
        init(of store: Store) {
            for kind in Kind.allCases {
                keys.append(store.keys(of: kind))
                keys.append(store.records(of: kind).map(\.key))
                for user in ["", "alice", "bob", "bob2"] {
                    keys.append(store.records(of: kind, ownedBy: user).map(\.key))
                }
                for node in nodes + [nil] { keys.append(store.keys(of: kind, on: node)) }
                counts.append(store.count(of: kind))
            }
            for name in ["a", "b", "c"] { keys.append(store.spaces(ofTemplate: name)) }
            for kind in kinds { keys.append(store.holders(of: ResourceKey(kind, owner: "bob", name: "a"))) }
            for owner in owners {
                keys.append(store.keys(writtenBy: owner))
                counts.append(store.count(of: owner))
            }
            phases = store.phases
        }

        /// As a scan of everything finds it.
        init(scanning store: Store, naming: Bool) {
            let all = store.all
            let live = all.filter { !$0.isTombstone }
            func keys(where isMeant: (Record) -> Bool) -> [ResourceKey] { live.filter(isMeant).map(\.key) }
            func names(_ record: Record, _ key: ResourceKey) -> Bool {
                let template = record.spec.value.fields["template"]?.string
                return naming && references(of: record).contains(key)
                    || record.key.kind == .space && key.kind == .template && template == key.name
            }
            for kind in Kind.allCases {
                self.keys.append(keys { $0.key.kind == kind })
                self.keys.append(keys { $0.key.kind == kind })
                for user in ["", "alice", "bob", "bob2"] {
                    self.keys.append(keys { $0.key.kind == kind && $0.key.owner == user })
                }
                for node in nodes + [nil] {
                    self.keys.append(
                        keys { $0.key.kind == kind && kind.isReconciled && $0.placement?.value.node == node })
                }
                counts.append(keys { $0.key.kind == kind }.count)
            }
            for name in ["a", "b", "c"] {
                let template = ResourceKey(.template, name: name)
                self.keys.append(keys { $0.key.kind == .space && names($0, template) })
            }
            for kind in kinds {
                let target = ResourceKey(kind, owner: "bob", name: "a")
                self.keys.append(keys { names($0, target) })
            }
            for owner in owners {
                self.keys.append(keys { $0.spec.value.owner == owner })
                counts.append(all.count { $0.spec.value.owner == owner })
            }
            for record in live where record.key.kind == .space {
                phases[record.currentStatus?.phase ?? .pending, default: 0] += 1
            }
        }
    }

    @Test("they hold what a scan gives, and a snapshot keeps what it had")
    func scan() async {
        var (hadTombstones, hadPlaces, hadPhases) = (0, 0, 0)
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var store = Store()
            let startOfNames = UInt64.random(in: 0..<150, using: &generator)
            var snapshot = store
            var answers = Answers(of: store)
            for ticks in 1...200 as ClosedRange<UInt64> {
                if ticks == startOfNames { store.index(by: Self.references) }
                let key = key(&generator)
                let known = store[key].flatMap { $0.isTombstone ? nil : $0 }
                store.replace(record(known, key, ticks, &generator))
                if Int.random(in: 0..<9, using: &generator) == 0 { store.remove(key) }
                let isNaming = ticks >= startOfNames && startOfNames > 0
                #expect(Answers(of: store) == Answers(scanning: store, naming: isNaming), "seed \(seed)")
                #expect(Answers(of: snapshot) == answers, "seed \(seed)")
                if store[key]?.isTombstone == true { hadTombstones += 1 }
                if !store.keys(of: .space, on: Self.nodes[1]).isEmpty { hadPlaces += 1 }
                if store.phases.count > 1 { hadPhases += 1 }
                if ticks % 20 == 0 { (snapshot, answers) = (store, Answers(of: store)) }
            }
            await Task.yield()
        }
        #expect(hadTombstones > 20 && hadPlaces > 20 && hadPhases > 20, "these have to happen for this to say anything")
    }

    @Test("many records are in order, and pages of one kind stay within it")
    func many() {
        var generator = SeededGenerator(seed: 7)
        let numbers = (0..<2_000).shuffled(using: &generator)
        let records = numbers.map { number in
            let key = ResourceKey(number % 2 == 0 ? .space : .volume, owner: "u\(number % 7)", name: "n\(number)")
            let lane = SpecLane(
                uid: UID("\(number)"), fields: ["template": "a"], owner: Self.owners[number % 3],
                createdAt: WallTime(milliseconds: 0))
            return Record(key: key, spec: Register(lane, stamp: Stamp(ticks: 1, node: Self.nodes[0])))
        }
        var store = Store(records)
        let copy = store
        for record in records where record.key.name.hasSuffix("3") { store.remove(record.key) }
        for record in records where record.key.name.hasSuffix("4") { store.remove(record.key) }
        #expect(Answers(of: store) == Answers(scanning: store, naming: false))
        #expect(Answers(of: copy) == Answers(scanning: Store(records.reversed()), naming: false))
        #expect(store.spaces(ofTemplate: "a").count == 800)
        #expect(store.keys(of: .volume, on: nil).count == 800)
    }
}
