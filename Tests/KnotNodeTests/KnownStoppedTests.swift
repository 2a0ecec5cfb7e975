import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite("Stopped spaces after a start")
struct KnownStoppedTests {
    private let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"),
        fields: ["container": ["image": "ubuntu:latest", "command": ["sleep"]]])

    private func key(_ name: String) -> ResourceKey { ResourceKey(.space, owner: "alice", name: name) }

    private func space(_ name: String, running: Bool) -> Manifest {
        Manifest(key: key(name), fields: ["template": "ubuntu", "running": .bool(running)])
    }

    /// One that runs, one that never ran, and one that was stopped.
    private func before() -> Bench {
        var bench = Bench()
        bench.apply([template, space("a", running: true), space("b", running: false), space("c", running: true)])
        bench.ask(.lifecycle(key("c"), .stop, by: .user("alice")))
        bench.pass(milliseconds: 60_000)
        return bench
    }

    /// The same engine and records with another core, before it knows of the engine.
    private func restarted(_ bench: Bench, _ records: [Record]) -> Bench {
        var next = Bench(records: records, engineIsUp: false)
        (next.engine, next.now) = (bench.engine, bench.now)
        next.now.wall.milliseconds += 60_000
        return next
    }

    @Test("an engine is asked only about what runs or should, and a stopped one starts when it is asked to")
    func known() {
        let before = before()
        var bench = restarted(before, before.core.store.all)
        bench.feed(.engineUp(.docker, version: "1"))
        bench.pass(milliseconds: 120_000)
        #expect(Set(bench.looks) == [key("a")])
        #expect(bench.core.store.all == before.core.store.all)
        #expect(bench.containers == before.containers)
        bench.ask(.lifecycle(key("b"), .start, by: .user("alice")))
        #expect(Set(bench.containers.map(\.ownership.key)) == [key("a"), key("b")])
    }

    @Test("a container of one that is said to be stopped is found and removed")
    func found() throws {
        let before = before()
        var bench = restarted(before, before.core.store.all)
        var container = try #require(before.containers.first)
        let record = try #require(before.core.store[key("c")])
        container.id = "left"
        container.name = "left"
        container.ownership.key = key("c")
        container.ownership.uid = record.uid
        bench.containers.append(container)
        bench.feed(.engineUp(.docker, version: "1"))
        bench.pass(milliseconds: 120_000)
        #expect(bench.containers == before.containers)
    }

    @Test("an engine is asked where the status is of another revision, of another node, tells of a failure, or is none")
    func unknown() throws {
        let before = before()
        let changes: [(inout Record) -> Void] = [
            { $0.status?.value.observedRevision.ticks -= 1 }, { $0.status?.value.node = NodeID("n9") },
            { $0.status?.value.lastError = Failure(.unknown, subject: "x", "y") },
            { $0.status?.value.nextTry = WallTime(milliseconds: 1) }, { $0.status?.value.phase = .unknown },
            { $0.status = nil },
        ]
        for change in changes {
            var records = before.core.store.all
            let index = try #require(records.firstIndex { $0.key == key("b") })
            change(&records[index])
            var bench = restarted(before, records)
            bench.feed(.engineUp(.docker, version: "1"))
            bench.pass(milliseconds: 120_000)
            #expect(Set(bench.looks) == [key("a"), key("b")])
            #expect(bench.core.store[key("b")]?.currentStatus?.phase == .stopped)
        }
    }
}
