import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct HealthTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")
    private let sick = Failure(.commandFailed, subject: "web", "no answer")

    private func start(_ fields: FieldMap, failing: Failure? = nil) -> Bench {
        var all: FieldMap = ["container": ["image": "ubuntu:latest"], "health_check_interval": 10]
        for field in fields { all[field.key] = field.value }
        var bench = Bench()
        bench.probeFailure = failing
        bench.apply([
            Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: all),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        return bench
    }

    private func ready(_ bench: Bench) -> Condition? { bench.core.store[web]?.currentStatus?.condition(.ready) }

    @Test func readyOnceTheCheckPasses() {
        var bench = start(["health_check_type": "program", "health_check_config": "true"], failing: sick)
        #expect(bench.probes == [.program(["sh", "-c", "true"])])
        #expect(ready(bench)?.reason == "HealthStarting")
        bench.probeFailure = nil
        bench.pass(milliseconds: 10_000)
        #expect(ready(bench)?.state == .yes)
        bench.pass(milliseconds: 60_000)
        #expect((7...9).contains(bench.probes.count), "one in each interval")
    }

    @Test func failuresInARowMakeItUnwell() {
        var bench = start(["health_check_type": "program", "health_check_config": "true"])
        let count = bench.actions.count
        bench.probeFailure = sick
        bench.pass(milliseconds: 20_000)
        #expect(ready(bench)?.state == .yes, "two are not three")
        bench.pass(milliseconds: 10_000)
        #expect(ready(bench)?.reason == "Unhealthy")
        #expect(ready(bench)?.message.contains("no answer") == true)
        #expect(bench.core.events.list(for: web).contains { $0.reason == "Unhealthy" })
        bench.pass(milliseconds: 60_000)
        #expect(bench.actions.count == count, "nobody asked for a restart")
        bench.probeFailure = nil
        bench.pass(milliseconds: 10_000)
        #expect(ready(bench)?.state == .yes)
    }

    /// A node that is held for a while finds a deadline and the answer in the same moment.
    @Test func anAnswerThatNeverCameIsNoFailure() {
        var bench = start([
            "health_check_type": "program", "health_check_config": "true", "health_check_max_failures": 1,
            "health_check_auto_restart": true,
        ])
        bench.actions = []
        bench.holdsProbes = true
        bench.pass(milliseconds: 10_000)
        let held = bench.heldProbes
        #expect(held.count == 1)
        bench.pass(milliseconds: 60_000, step: 60_000)
        #expect(bench.heldProbes.count == 2, "another check was begun")
        for probe in held { bench.feed(.probed(probe, nil)) }
        #expect(bench.actions.isEmpty && ready(bench)?.state == .yes)
    }

    @Test func anUnwellSpaceIsRestartedInPlace() {
        var bench = start([
            "health_check_type": "program", "health_check_config": "true", "health_check_max_failures": 2,
            "health_check_auto_restart": true,
        ])
        bench.probeFailure = sick
        bench.actions = []
        bench.pass(milliseconds: 20_000)
        #expect(bench.actions.map(\.verb) == ["stop", "start"])
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        #expect(bench.containers.map(\.state) == [.running])
        #expect(ready(bench)?.reason == "HealthStarting")
        bench.probeFailure = nil
        bench.pass(milliseconds: 10_000)
        #expect(ready(bench)?.state == .yes)
        #expect(bench.actions.count == 2)
    }

    /// Found by seeds 34245 and 49173 of the simulator: it is stopped as the last step of a plan, and well by then.
    @Test func whatIsWellAgainIsNotStopped() throws {
        var bench = start([
            "health_check_type": "program", "health_check_config": "true", "health_check_max_failures": 2,
            "health_check_auto_restart": true,
        ])
        bench.probeFailure = sick
        bench.failing["stop"] = Failure(.engineFailed, subject: "web", "not now")
        bench.pass(milliseconds: 20_000)
        #expect(ready(bench)?.reason == "Unhealthy")
        bench.holdsProbes = true
        bench.pass(milliseconds: 10_000)
        let probe = try #require(bench.heldProbes.last)

        var old = bench.containers[0]
        old.id = "old"
        old.state = .exited
        old.ownership.uid = UID("old")
        bench.containers.append(old)
        bench.failing = [:]
        bench.heldVerbs = ["remove"]
        bench.actions = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "old", action: "create")))
        bench.pass(milliseconds: 10_000)
        #expect(bench.heldActions.count == 1, "the old one is removed, and the space stopped after that")
        bench.feed(.probed(probe, nil))
        bench.release()
        bench.pass(milliseconds: 1_000)
        #expect(bench.actions.map(\.verb) == ["remove"])
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func aNewNodeBelievesWhatWasFoundOut() {
        let bench = start(["health_check_type": "program", "health_check_config": "true"])
        var next = Bench(records: Kind.allCases.flatMap { bench.core.store.records(of: $0) }, engineIsUp: false)
        next.containers = bench.containers
        next.probeFailure = sick
        next.feed(.engineUp(.docker, version: "1"))
        #expect(next.probes.count == 1)
        #expect(ready(next)?.state == .yes)
    }

    @Test func theContainerIsAskedWhateverHostIsWritten() {
        func probe(_ type: String, _ config: String) -> HealthProbe? {
            start(["health_check_type": .string(type), "health_check_config": .string(config)]).probes.first
        }
        #expect(probe("tcp", "8080") == .tcp(host: "172.17.0.2", port: 8_080))
        #expect(probe("tcp", "db.example.com:5432") == .tcp(host: "172.17.0.2", port: 5_432))
        #expect(
            probe("http", "http://metadata.example.com:8080/up?x=1")
                == .http(url: "http://172.17.0.2:8080/up?x=1", acceptsAnyCertificate: false))
        #expect(
            probe("http", "https://user@localhost/") == .http(url: "https://172.17.0.2/", acceptsAnyCertificate: false))
        for (type, config) in [
            ("tcp", "x"), ("http", "ftp://x"), ("http", "http://x:99999/"), ("none", "x"), ("tcp", ""),
        ] {
            #expect(probe(type, config) == nil)
        }
    }

    @Test func aDependantWaitsForTheCheck() {
        var bench = start(["health_check_type": "program", "health_check_config": "true"], failing: sick)
        bench.apply([
            Manifest(key: ResourceKey(.template, name: "plain"), fields: ["container": ["image": "ubuntu:latest"]]),
            Manifest(
                key: ResourceKey(.space, name: "app"), fields: ["template": "plain", "depends_on": ["web"]]),
        ])
        #expect(bench.containers.map(\.name) == ["alice.web"])
        bench.probeFailure = nil
        bench.pass(milliseconds: 10_000)
        #expect(bench.containers.map(\.name) == ["alice.web", "alice.app"])
    }

    @Test func aCheckThatNeverAnswersIsGivenUp() {
        var bench = start(["health_check_type": "program", "health_check_config": "true", "health_check_timeout": 5])
        bench.holdsProbes = true
        bench.pass(milliseconds: 11_000)
        let count = bench.probes.count
        bench.holdsProbes = false
        bench.pass(milliseconds: 60_000)
        #expect(bench.probes.count > count, "it is tried again")
        #expect(ready(bench)?.state == .yes)
    }

    @Test func checksWhoseAnswersNeverCameTakeNoRoomOfOthers() {
        var bench = Bench()
        bench.holdsProbes = true
        func template(_ interval: Int64) -> Manifest {
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"),
                fields: [
                    "container": ["image": "ubuntu:latest"], "health_check_type": "program",
                    "health_check_config": "true", "health_check_interval": .int(interval),
                ])
        }
        let spaces = (0..<20).map { number in
            Manifest(key: ResourceKey(.space, name: "web\(number)"), fields: ["template": "ubuntu"])
        }
        bench.apply([template(10)] + spaces)
        #expect(bench.probes.count == 16, "no more at once")
        bench.apply([template(20)])
        bench.pass(milliseconds: 1_000, step: 250)
        #expect(bench.probes.count == 32, "what the old checks come to is waited for by nobody")
    }

    @Test(arguments: [true, false])
    func theEnginesOwnCheckRestartsWhereThatIsAskedFor(isAskedFor: Bool) {
        var bench = start(["health_check_auto_restart": .bool(isAskedFor)])
        bench.actions = []
        bench.containers[0].detail?.health = .unhealthy
        bench.heldVerbs = ["start"]
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "health_status: unhealthy")))
        #expect(bench.actions.map(\.verb) == (isAskedFor ? ["stop", "start"] : []))
        bench.containers[0].detail?.health = .healthy
        bench.release()
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "health_status: healthy")))
        #expect(ready(bench)?.state == .yes)
        #expect(bench.actions.count == (isAskedFor ? 2 : 0))
    }
}
