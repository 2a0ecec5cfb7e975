import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

@Suite("Nodes that share a store, through everything that may happen to them")
struct GroupTests {
    private static let names = ["a", "b", "c"]

    private func key(_ name: String) -> ResourceKey { ResourceKey(.space, owner: "alice", name: name) }

    private func template(_ number: Int) -> Manifest {
        Manifest(
            key: ResourceKey(.template, name: "t"),
            fields: [
                "container": ["image": "ubuntu:latest", "command": ["sleep"]], "description": .string("\(number)"),
            ])
    }

    private func space(_ name: String, _ number: Int) -> Manifest {
        Manifest(key: key(name), fields: ["template": "t", "description": .string("\(number)")])
    }

    /// What a user asks of a node.
    private func request(_ number: Int, using generator: inout SeededGenerator) -> Request {
        let name = Self.names.randomElement(using: &generator) ?? "a"
        let apply = ApplyOptions(owner: .user("alice"), user: "alice")
        return switch Int.random(in: 0..<10, using: &generator) {
        case 0: .apply([template(number)], apply)
        case 1..<5: .apply([template(0), space(name, number)], apply)
        case 5: .delete([key(name)], DeleteOptions(owner: .user("alice")))
        case 6..<8: .lifecycle(key(name), .stop, by: .user("alice"))
        default: .lifecycle(key(name), .start, by: .user("alice"))
        }
    }

    @Test("they end equal, and every space runs once, where it is placed", arguments: 0..<60 as Range<UInt64>)
    func equal(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var group = BenchGroup(Int.random(in: 2...4, using: &generator), engines: true, seed: seed)
        var backups: [(node: Int, table: LaneTable)] = []
        var setBack: Set<Int> = []
        for step in 0..<80 {
            let index = Int.random(in: 0..<group.nodes.count, using: &generator)
            switch Int.random(in: 0..<100, using: &generator) {
            case ..<40: group.nodes[index].ask(request(step, using: &generator))
            case ..<48:
                group.isConnected.toggle()
                group.meet()
            case ..<54: group.lost = [0, 10, 40].randomElement(using: &generator) ?? 0
            case ..<58: group.repeated = [0, 20].randomElement(using: &generator) ?? 0
            case ..<63: group.restart(index)
            case ..<66: backups.append((index, group.nodes[index].core.replica.table))
            case ..<68:
                if let backup = backups.filter({ $0.node == index }).randomElement(using: &generator) {
                    group.restart(index, over: backup.table)
                    setBack.insert(index)
                }
            case ..<72:
                group.nodes[index].now.wall.milliseconds += Int64.random(in: -20_000...20_000, using: &generator)
            default: group.pass(milliseconds: Int64.random(in: 250...5_000, using: &generator))
            }
        }
        (group.lost, group.repeated, group.isConnected) = (0, 0, true)
        group.meet()
        group.pass(milliseconds: 60_000)
        // What a database lost that nobody else has is left alone until somebody says so.
        for index in setBack { group.nodes[index].feed(.databaseAccepted) }
        group.pass(milliseconds: 120_000)
        #expect(group.areEqual)
        #expect(group.nodes.allSatisfy { $0.core.mendedEntries == 0 })
        // Of a resource whose spec nobody has any more, the others keep what they knew of it.
        guard setBack.isEmpty else { return }
        #expect(group.areRecordsEqual)
        for node in group.nodes {
            #expect(node.core.isSynced)
            for container in node.containers where node.core.store[container.ownership.key] == nil {
                Issue.record("\(container.name) is of no record")
            }
        }
        for name in Self.names {
            let record = group.nodes[0].core.store[key(name)]
            let running = group.nodes.filter { node in
                node.containers.contains { $0.ownership.key == key(name) && $0.state == .running }
            }.map(\.core.configuration.node)
            let isMeantToRun =
                record.map { !$0.isTombstone && !$0.isDeleting && $0.spec.value.fields["running"] != false } ?? false
            #expect(running == (isMeantToRun ? [record?.placement?.value.node].compactMap(\.self) : []), "\(name)")
        }
    }
}
