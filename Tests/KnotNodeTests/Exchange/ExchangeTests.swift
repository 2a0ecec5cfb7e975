import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite("Exchange between nodes")
struct ExchangeTests {
    private let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"),
        fields: ["container": ["image": "ubuntu:latest", "command": ["sleep"]]])
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func space(_ fields: FieldMap = [:]) -> Manifest {
        var fields = fields
        fields["template"] = "ubuntu"
        return Manifest(key: web, fields: fields)
    }

    private func events(_ bench: Bench, _ reason: String) -> [Event] {
        bench.core.events.list(for: web).filter { $0.reason == reason }
    }

    @Test("what is written on one node is on all of them, and the others do not place it")
    func push() {
        var group = BenchGroup(3, engines: true)
        group.nodes[1].apply([template, space()])
        group.pass(milliseconds: 250)
        #expect(group.areEqual && group.areRecordsEqual)
        #expect(group.nodes.map(\.containers.count) == [0, 1, 0])
        #expect(group.nodes[2].core.store[web]?.placement?.value.node == NodeID("n1"))
        #expect(group.nodes[2].core.store[web]?.currentStatus?.phase == .running)
    }

    @Test("a stop on one node reaches the one on which the space runs")
    func stop() {
        var group = BenchGroup(2, engines: true)
        group.nodes[0].apply([template, space()])
        group.pass(milliseconds: 2_000)
        group.nodes[1].ask(.lifecycle(web, .stop, by: .user("alice")))
        group.pass(milliseconds: 30_000)
        #expect(group.nodes[0].containers.isEmpty)
        #expect(group.areEqual && group.areRecordsEqual)
        group.nodes[1].ask(.delete([web], DeleteOptions(owner: .user("alice"))))
        group.pass(milliseconds: 30_000)
        #expect(group.nodes.allSatisfy { $0.core.store[web]?.isTombstone == true })
        #expect(group.areEqual && group.areRecordsEqual)
    }

    @Test("what was pushed while nodes were apart comes with an answer")
    func apart() {
        var group = BenchGroup(3)
        group.isConnected = false
        for index in group.nodes.indices {
            group.nodes[index].apply([Manifest(key: ResourceKey(.template, name: "t\(index)"), fields: template.fields)]
            )
        }
        group.pass(milliseconds: 5_000)
        #expect(!group.areEqual)
        group.isConnected = true
        group.pass(milliseconds: 60_000)
        #expect(group.areEqual && group.areRecordsEqual)
        #expect(group.nodes[0].core.store.count(of: .template) == 3)
    }

    @Test("of two specs written at once one is kept, and the node of the other tells that it was overwritten")
    func overwritten() throws {
        var group = BenchGroup(2)
        group.nodes[0].apply([template, space()])
        group.pass(milliseconds: 2_000)
        group.isConnected = false
        group.nodes[0].apply([space(["description": "one"])])
        group.nodes[1].pass(milliseconds: 100)
        group.nodes[1].apply([space(["description": "other"])])
        group.pass(milliseconds: 250)
        group.isConnected = true
        group.pass(milliseconds: 60_000)
        #expect(group.areEqual && group.areRecordsEqual)
        #expect(group.nodes[0].core.store[web]?.spec.value.fields["description"] == "other")
        let event = try #require(events(group.nodes[0], "Overwritten").first)
        #expect(event.message.contains("on n0 was replaced") && event.message.contains("on n1"))
        group.nodes[0].apply([space(["description": "next"])])
        group.pass(milliseconds: 60_000)
        #expect(events(group.nodes[0], "Overwritten").map(\.count) == [1])
    }

    @Test("a node that has heard from nobody leaves alone what it does not know, until it has")
    func notSynced() throws {
        var before = Bench(node: NodeID("n0"))
        before.apply([template, space()])
        #expect(before.containers.count == 1)
        // Made of what the other one wrote.
        before.containers[0].ownership.revision.node = NodeID("n1")
        for accepts in [false, true] {
            var group = BenchGroup(2)
            group.isConnected = false
            group.nodes[0].containers = before.containers
            group.nodes[0].feed(.engineUp(.docker, version: "1"))
            group.pass(milliseconds: 120_000)
            #expect(!group.nodes[0].core.isSynced)
            #expect(group.nodes[0].containers == before.containers)
            #expect(group.nodes[0].core.absence(of: web)?.message.contains("has not heard") == true)
            if accepts {
                group.nodes[0].feed(.databaseAccepted)
            } else {
                group.isConnected = true
            }
            group.pass(milliseconds: 120_000)
            #expect(group.nodes[0].core.isSynced)
            #expect(group.nodes[0].containers.isEmpty)
        }
    }

    @Test("a lone node needs nobody's word")
    func alone() {
        #expect(Bench().core.isSynced)
    }

    @Test("an entry of more than a minute ahead is held back, passed on, and merged when its time has come")
    func heldBack() {
        var group = BenchGroup(3)
        group.nodes[0].now.wall.milliseconds += 120_000
        group.nodes[0].apply([template])
        group.pass(milliseconds: 10_000)
        #expect(group.nodes.map { $0.core.store[template.key] != nil } == [true, false, false])
        #expect(group.nodes[1].told.contains { $0.contains("held back") })
        #expect(group.nodes[1].core.replica.table.vector == group.nodes[0].core.replica.table.vector)
        // Another one learns of it from one that holds it back.
        group.nodes[2] = Bench(node: NodeID("n2"), peers: [NodeID("n1")])
        group.nodes[0].feed(.peers([]))
        group.nodes[2].now = group.nodes[1].now
        group.nodes[2].feed(.peers([NodeID("n1")]))
        group.pass(milliseconds: 10_000)
        #expect(group.nodes[2].core.replica.table.held.map(\.key) == [EntryKey(template.key)])
        #expect(group.nodes[1].core.store[template.key] == nil)
        group.pass(milliseconds: 60_000)
        #expect(group.nodes[1].core.store[template.key] == group.nodes[0].core.store[template.key])
        #expect(group.nodes[1].core.replica.table.held.isEmpty)
    }

    @Test("what could not be stored comes again")
    func commitFails() {
        var group = BenchGroup(2)
        group.nodes[1].databaseFailure = Failure(.outOfDisk, subject: "database", "the disk is full")
        group.nodes[0].apply([template])
        group.pass(milliseconds: 30_000)
        #expect(group.nodes[1].core.store[template.key] == nil)
        group.nodes[1].databaseFailure = nil
        group.pass(milliseconds: 60_000)
        #expect(group.areEqual && group.areRecordsEqual)
    }

    @Test("questions are asked one at a time, and one that is not answered ends")
    func patience() {
        var bench = Bench(node: NodeID("n1"), peers: [NodeID("n2")])
        bench.feed(.peers([NodeID("n2")]))
        #expect(bench.sent.count == 1)
        bench.pass(milliseconds: 9_000)
        #expect(bench.sent.count == 1)
        bench.pass(milliseconds: 5_000)
        #expect(bench.sent.count == 2)
        bench.feed(.peers([]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.sent.count == 2)
    }

    @Test("more deliveries than may wait are dropped, and come with an answer")
    func flood() {
        var group = BenchGroup(2)
        group.nodes[1].holdsCommits = true
        group.nodes[1].apply([Manifest(key: ResourceKey(.template, name: "own"), fields: template.fields)])
        for number in 0..<1_200 {
            group.nodes[0].apply([Manifest(key: ResourceKey(.template, name: "t\(number)"), fields: template.fields)])
        }
        group.pass(milliseconds: 250)
        group.nodes[1].holdsCommits = false
        for id in group.nodes[1].heldCommits { group.nodes[1].feed(.committed(id)) }
        group.pass(milliseconds: 60_000)
        #expect(group.areEqual && group.areRecordsEqual)
        #expect(group.nodes[1].core.store.count(of: .template) == 1_201)
    }

    @Test("what a node lost without noticing comes back by a comparison with a peer, and is told of and counted")
    func mended() throws {
        var group = BenchGroup(2, engines: true)
        group.nodes[0].apply([template, space()])
        group.pass(milliseconds: 2_000)
        let whole = group.nodes[1].core.replica.table
        var table = LaneTable()
        for entry in whole.entries where entry.key != EntryKey(template.key) { table.merge(entry) }
        table.restore(whole.vector)
        group.restart(1, over: table)
        #expect(group.nodes[1].core.store[template.key] == nil)
        group.pass(milliseconds: 60_000)
        #expect(group.areEqual && group.areRecordsEqual)
        #expect(group.nodes.map(\.core.mendedEntries) == [0, 1])
        #expect(group.nodes[1].told.contains { $0.contains("should have had were missing") })
    }
}
