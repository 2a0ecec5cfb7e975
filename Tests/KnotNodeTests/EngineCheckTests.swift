import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// A container's own health check on an engine that leaves it to others when it is run.
@Suite struct EngineCheckTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func running(on kind: EngineKind) -> Bench {
        var bench = Bench(engineIsUp: false)
        bench.shown = kind
        bench.feed(.engineUp(kind, version: "4.3"))
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"),
                fields: ["container": ["image": "ubuntu:latest", "healthcheck": ["test": "true", "interval": "10s"]]]),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        bench.containers[0].detail?.health = .starting
        bench.feed(.hint(kind, EngineEvent(key: web, containerID: bench.containers[0].id, action: "start")))
        return bench
    }

    @Test func itIsRunAtItsIntervalWhereItIsLeftOut() {
        var bench = running(on: .podman)
        bench.pass(milliseconds: 16_000)
        #expect(bench.probes.isEmpty, "the engine may run it yet")
        bench.pass(milliseconds: 2_000)
        #expect(bench.probes == [.engine])
        #expect(bench.core.store[web]?.currentStatus?.condition(.ready)?.state == .no)
        bench.containers[0].detail?.health = .healthy
        bench.pass(milliseconds: 11_000)
        #expect(bench.core.store[web]?.currentStatus?.condition(.ready)?.state == .yes)
        bench.pass(milliseconds: 60_000)
        #expect((7...9).contains(bench.probes.count), "\(bench.probes.count)")
    }

    @Test func itIsLeftToTheEngineThatRunsIt() {
        var bench = running(on: .podman)
        for _ in 0..<12 {
            let now = bench.now.wall
            bench.containers[0].detail?.checkedAt = now
            bench.pass(milliseconds: 10_000)
        }
        #expect(bench.probes.isEmpty)
        var docker = running(on: .docker)
        docker.pass(milliseconds: 120_000)
        #expect(docker.probes.isEmpty)
    }

    @Test func itIsNotRunOnceItStopped() {
        var bench = running(on: .podman)
        bench.pass(milliseconds: 20_000)
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        let count = bench.probes.count
        bench.pass(milliseconds: 60_000)
        #expect(bench.probes.count == count)
    }
}
