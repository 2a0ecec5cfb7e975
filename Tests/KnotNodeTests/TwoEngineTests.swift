import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

/// A space of which two engines show a container.
@Suite struct TwoEngineTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func running() -> Bench {
        var bench = Bench()
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]]),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        return bench
    }

    /// The database was set back: what Podman has was made by a later form of it, and may be what people use.
    @Test func besideWhatIsLeftAloneNothingIsMade() throws {
        var before = running()
        let (backup, container) = (before.core.store.all, before.containers)
        before.pass(milliseconds: 60_000)
        before.ask(.lifecycle(web, .restart, by: .user("alice")))
        var bench = Bench(records: backup, engineIsUp: false)
        bench.now = before.now
        bench.containers = container
        bench.engines[.podman]?.become(before.containers)
        bench.feed(.engineUp(.docker, version: "1"))
        bench.feed(.engineUp(.podman, version: "1"))
        #expect(bench.core.unknownContainers.map(\.engine) == [.podman])
        #expect(bench.core.events.list(for: web).filter { $0.reason == "UnknownContainer" }.map(\.count) == [1])
        bench.containers = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: container[0].id, action: "destroy")))
        #expect(bench.containers.isEmpty)
        #expect(bench.core.store[web]?.currentStatus?.lastError?.code == .databaseOlder)
        bench.feed(.databaseAccepted)
        bench.engines[.podman]?.become([])
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.map(\.state) == [.running])
    }
}
