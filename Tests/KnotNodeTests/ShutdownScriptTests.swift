import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct ShutdownScriptTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func start(_ outcome: ScriptOutcome? = ScriptOutcome(exitCode: 0), _ fields: FieldMap = [:]) -> Bench {
        var bench = Bench()
        var all: FieldMap = ["container": ["image": "ubuntu:latest"], "shutdown_script": "save all"]
        for field in fields { all[field.key] = field.value }
        bench.scriptOutcome = outcome
        bench.apply([
            Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: all),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        bench.actions = []
        return bench
    }

    private func status(_ bench: Bench) -> Status? { bench.core.store[web]?.currentStatus }

    @Test func itEndsBeforeTheStop() {
        var bench = start(nil)
        #expect(bench.orders.isEmpty)
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(bench.orders.map(\.order.hook) == [.shutdown])
        #expect(bench.orders[0].order.scripts.map(\.timeout) == [60_000])
        #expect(bench.actions.isEmpty)
        #expect(bench.containers[0].state == .running)
        #expect(bench.core.explain(web)?.chain.contains("its stop waits for the shutdown script") == true)
        bench.feed(.scriptsEnded(bench.orders[0].id, ScriptOutcome(exitCode: 0)))
        #expect(bench.actions.map(\.verb) == ["stop", "remove"])
        #expect(status(bench)?.phase == .stopped)
        #expect(status(bench)?.shutdown?.state == .done)
        #expect(bench.core.events.list(for: web).contains { $0.reason == "ShutdownScriptDone" })
    }

    @Test func aRestartAndADeletionRunItToo() {
        var bench = start()
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.orders.map(\.order.containerID) == ["docker-c-1"])
        #expect(bench.containers.map(\.id) == ["docker-c-2"])
        bench.ask(.delete([web], DeleteOptions(owner: .user("alice"))))
        #expect(bench.orders.map(\.order.containerID) == ["docker-c-1", "docker-c-2"])
        #expect(bench.core.store[web]?.isTombstone == true)
    }

    @Test func itsFailureHoldsUpNothing() {
        let failure = Failure(.commandFailed, subject: "web", "it ended with code 1")
        var bench = start(ScriptOutcome(exitCode: 1, failure: failure))
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(bench.orders.count == 1)
        #expect(status(bench)?.phase == .stopped)
        #expect(status(bench)?.shutdown?.exitCode == 1)
        #expect(bench.core.events.list(for: web).contains { $0.reason == "ShutdownScriptFailed" })
        #expect(status(bench)?.lastError == nil)
    }

    @Test func itsSilenceHoldsUpTheStopForItsTimeOnly() {
        var bench = start(nil)
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.pass(milliseconds: 69_000)
        #expect(bench.actions.isEmpty)
        bench.pass(milliseconds: 2_000)
        #expect(bench.actions.map(\.verb) == ["stop", "remove"])
        #expect(bench.endedOrders.count == 1)
        #expect(status(bench)?.shutdown?.state == .failed)
    }

    @Test func oneTryForAStopThatFails() {
        var bench = start()
        bench.failing = ["stop": Failure(.engineFailed, subject: "web", "broken")]
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.pass(milliseconds: 30_000)
        #expect(bench.actions.filter { $0.verb == "stop" }.count > 2)
        #expect(bench.orders.count == 1)
        bench.failing = [:]
        bench.pass(milliseconds: 60_000)
        #expect(status(bench)?.phase == .stopped)
        #expect(bench.orders.count == 1)
    }

    @Test func aStartMeanwhileCallsTheStopOff() {
        var bench = start(nil)
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        bench.feed(.scriptsEnded(bench.orders[0].id, ScriptOutcome(exitCode: 0)))
        #expect(bench.actions.isEmpty)
        #expect(bench.containers[0].state == .running)
        #expect(status(bench)?.condition(.ready)?.state == .yes)
        bench.scriptOutcome = ScriptOutcome(exitCode: 0)
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(bench.orders.count == 2, "another stop")
        #expect(status(bench)?.phase == .stopped)
    }

    @Test func whatDoesNotRunHasNoScript() {
        var bench = start(ScriptOutcome(exitCode: 0), ["drift": "ignore"])
        bench.containers[0].state = .paused
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "pause")))
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(bench.orders.isEmpty)
        #expect(bench.containers.isEmpty)
    }

    @Test func manyStopAtOnce() {
        var bench = start(nil)
        let keys = (0..<30).map { ResourceKey(.space, owner: "alice", name: "s\($0)") }
        for key in keys { bench.apply([Manifest(key: key, fields: ["template": "ubuntu"])]) }
        bench.pass(milliseconds: 1_000)
        for key in keys { bench.ask(.lifecycle(key, .stop, by: .user("alice"))) }
        #expect(bench.orders.count == 16)
        bench.scriptOutcome = ScriptOutcome(exitCode: 0)
        for order in bench.orders { bench.feed(.scriptsEnded(order.id, ScriptOutcome(exitCode: 0))) }
        bench.pass(milliseconds: 2_000)
        #expect(bench.orders.count == 30)
        #expect(bench.containers.map(\.name) == ["alice.web"])
    }
}
