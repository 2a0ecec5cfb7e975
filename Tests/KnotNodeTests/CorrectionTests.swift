import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

/// Changes of what runs that the engine does not make: they are told, not tried for ever, and keep nothing else waiting.
@Suite struct CorrectionTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func space(_ fields: FieldMap = [:]) -> Manifest {
        var all: FieldMap = ["template": "ubuntu"]
        for field in fields { all[field.key] = field.value }
        return Manifest(key: ResourceKey(.space, name: "web"), fields: all)
    }

    private func running() -> Bench {
        var bench = Bench()
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]]),
            space(),
        ])
        return bench
    }

    private func hint(_ bench: inout Bench) {
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "update")))
    }

    private func count(_ bench: Bench, _ verb: String) -> Int { bench.actions.filter { $0.verb == verb }.count }

    @Test func whatTheEngineRefusesIsGivenUpAndTold() throws {
        var bench = running()
        bench.failing["update"] = Failure(.conflict, subject: "web", "the limits cannot be changed")
        bench.containers[0].detail?.resources.nanoCPUs = 1_000_000_000
        bench.containers[0].name = "elsewhere"
        hint(&bench)
        #expect(bench.containers[0].name == "alice.web", "the name is put back all the same")
        bench.pass(milliseconds: 3_600_000, step: 10_000)
        #expect(count(bench, "update") == 3)
        let status = try #require(bench.core.store[web]?.currentStatus)
        #expect(status.phase == .running)
        #expect(status.condition(.ready)?.state == .yes)
        #expect(status.lastError == nil)
        #expect(status.drift.map(\.effect) == [.restart])
        #expect(status.condition(.drifted)?.reason == "Conflict")
        let message = status.condition(.drifted)?.message ?? ""
        #expect(message.contains("'knot space restart web' puts it back"), "\(message)")
        #expect(message.contains("the limits cannot be changed"), "\(message)")

        // A change of the space is tried at once, and what it says now can be done.
        bench.failing = [:]
        bench.apply([space(["cpus": "2"])])
        #expect(bench.containers[0].detail?.resources.nanoCPUs == 2_000_000_000)
        #expect(bench.core.store[web]?.currentStatus?.drift.isEmpty == true)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
    }

    @Test func whatTheEngineAcceptsAndDoesNotDoIsGivenUp() throws {
        var bench = running()
        bench.engine.ignoresUpdates = true
        bench.containers[0].detail?.restartPolicy = "always"
        hint(&bench)
        bench.pass(milliseconds: 3_600_000, step: 10_000)
        #expect(count(bench, "restore") <= 8, "\(count(bench, "restore"))")
        let status = try #require(bench.core.store[web]?.currentStatus)
        #expect(status.drift.map(\.effect) == [.restart])
        #expect(status.condition(.drifted)?.reason == "NoEffect")
        #expect(status.condition(.drifted)?.message.contains("still shows") == true)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.map(\.id) == ["docker-c-2"])
        #expect(bench.core.store[web]?.currentStatus?.condition(.drifted) == nil)
    }

    @Test func whatMayBeDoneLaterIsTriedAgain() {
        var bench = running()
        bench.failing["connect"] = Failure(.networkMissing, subject: "bridge", "no such network")
        bench.containers[0].detail?.networks = []
        hint(&bench)
        bench.pass(milliseconds: 600_000)
        #expect(bench.containers[0].detail?.networks == [])
        #expect(bench.core.store[web]?.currentStatus?.drift.map(\.effect) == [.live])
        bench.failing = [:]
        bench.pass(milliseconds: 400_000)
        #expect(bench.containers[0].detail?.networks == ["bridge"])
    }

    @Test func aChangeInPlaceThatIsRefusedWaitsForTheRestart() throws {
        var bench = running()
        bench.failing["update"] = Failure(.invalid, subject: "web", "no such limit")
        bench.apply([space(["cpus": "2"])])
        bench.pass(milliseconds: 60_000)
        let status = try #require(bench.core.store[web]?.currentStatus)
        #expect(count(bench, "update") == 1)
        #expect(status.phase == .running)
        #expect(status.condition(.updatePending)?.state == .yes || status.condition(.drifted)?.state == .yes)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.map(\.detail?.resources.nanoCPUs) == [2_000_000_000])
    }
}
