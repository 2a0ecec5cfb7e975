import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct StartupScriptTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")
    private let bad = ScriptOutcome(
        exitCode: 3, failure: Failure(.commandFailed, subject: "web", "script/setup ended with code 3: no such file"))

    private func manifests(_ template: FieldMap, _ space: FieldMap = [:]) -> [Manifest] {
        var all: FieldMap = ["container": ["image": "ubuntu:latest"]]
        for field in template { all[field.key] = field.value }
        var own: FieldMap = ["template": "ubuntu"]
        for field in space { own[field.key] = field.value }
        return [
            Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: all),
            Manifest(key: ResourceKey(.space, name: "web"), fields: own),
        ]
    }

    private func setup(_ fields: FieldMap = [:]) -> Manifest {
        var all: FieldMap = ["content": "echo ${{ .space.name }}"]
        for field in fields { all[field.key] = field.value }
        return Manifest(key: ResourceKey(.script, name: "setup"), fields: all)
    }

    private func start(_ outcome: ScriptOutcome? = ScriptOutcome(exitCode: 0)) -> Bench {
        var bench = Bench()
        bench.scriptOutcome = outcome
        bench.apply([setup()] + manifests(["startup_script": "setup"]))
        return bench
    }

    private func status(_ bench: Bench) -> Status? { bench.core.store[web]?.currentStatus }
    private func ready(_ bench: Bench) -> Condition? { status(bench)?.condition(.ready) }
    private func reasons(_ bench: Bench) -> [String] { bench.core.events.list(for: web).map(\.reason) }

    private func next(_ bench: Bench) -> Bench {
        var next = Bench(records: Kind.allCases.flatMap { bench.core.store.records(of: $0) }, engineIsUp: false)
        next.containers = bench.containers
        next.now = bench.now
        next.feed(.engineUp(.docker, version: "1"))
        return next
    }

    @Test func theTemplatesScriptThenTheSpacesOwn() {
        var bench = Bench()
        bench.apply(
            [setup(["shell": "bash", "timeout": "5m"])]
                + manifests(["startup_script": "setup"], ["startup_script": "echo own"]))
        #expect(bench.orders.count == 1)
        let order = bench.orders[0].order
        #expect(order.hook == .startup)
        #expect(order.containerID == "docker-c-1")
        #expect(order.scripts.map(\.command) == [["bash", "-c", "echo web"], ["sh", "-c", "echo own"]])
        #expect(order.scripts.map(\.timeout) == [300_000, 600_000])
        #expect(ready(bench)?.state == .yes)
        #expect(reasons(bench).contains("StartupScriptDone"))
    }

    @Test func readyWaitsForIt() {
        var bench = start(nil)
        #expect(status(bench)?.phase == .running)
        #expect(ready(bench)?.reason == "StartupScriptRunning")
        #expect(bench.core.explain(web)?.chain.contains("its start-up script is running") == true)
        bench.feed(.scriptsEnded(bench.orders[0].id, ScriptOutcome(exitCode: 0)))
        #expect(ready(bench)?.state == .yes)
        #expect(status(bench)?.startup?.state == .done)
        bench.pass(milliseconds: 60_000)
        #expect(bench.orders.count == 1)
    }

    /// Found by seed 36618.
    @Test func aScriptNamedAfterTheStartDoesNotRunAfterAPause() {
        var bench = Bench()
        bench.apply(manifests([:]))
        bench.apply([setup()] + manifests(["startup_script": "setup"]))
        bench.containers[0].state = .paused
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "pause")))
        #expect(bench.actions.contains { $0.verb == "unpause" })
        #expect(bench.containers[0].state == .running)
        #expect(bench.orders.isEmpty)
        #expect(ready(bench)?.state == .yes)
    }

    /// Found by seeds 6920, 4857 and others.
    @Test func oneThatIsNotActiveLeavesTheHealthCheckToBeWaitedFor() {
        var bench = Bench()
        bench.holdsProbes = true
        bench.apply(
            [setup(["active": false])]
                + manifests([
                    "startup_script": "setup", "health_check_type": "program", "health_check_config": "true",
                ]))
        #expect(bench.orders.isEmpty)
        #expect(status(bench)?.phase == .running)
        #expect(ready(bench)?.reason == "HealthStarting")
        #expect(bench.probes.count == 1)
    }

    @Test func aFailedOneIsTriedAgainAtTheNextStartOnly() {
        var bench = start(bad)
        #expect(ready(bench)?.reason == "StartupScriptFailed")
        #expect(ready(bench)?.message.contains("ended with code 3: no such file") == true)
        #expect(status(bench)?.startup?.exitCode == 3)
        #expect(reasons(bench).contains("StartupScriptFailed"))
        bench.pass(milliseconds: 120_000)
        #expect(bench.orders.count == 1)
        bench.scriptOutcome = ScriptOutcome(exitCode: 0)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.orders.count == 2)
        #expect(ready(bench)?.state == .yes)
    }

    @Test func everyStartOfTheContainerRunsIt() {
        var bench = start()
        bench.containers[0].state = .exited
        let now = bench.now.wall
        bench.containers[0].detail?.finishedAt = now
        bench.now.wall.milliseconds += 90_000
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "die")))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        #expect(bench.orders.count == 2)
        #expect(ready(bench)?.state == .yes)
    }

    @Test func aNewNodeBelievesThatItEnded() {
        for outcome in [ScriptOutcome(exitCode: 0), bad] {
            let bench = start(outcome)
            let next = next(bench)
            #expect(next.orders.isEmpty)
            #expect(ready(next) == ready(bench))
        }
    }

    @Test func aNewNodeRunsAgainWhatMayNotHaveEnded() {
        let next = next(start(nil))
        #expect(next.orders.count == 1)
        #expect(ready(next)?.state == .yes)
    }

    @Test func aScriptNamedWhileTheSpaceRunsWaitsForTheNextStart() {
        var bench = Bench()
        bench.apply(manifests([:]))
        #expect(ready(bench)?.state == .yes)
        bench.apply([setup()] + manifests(["startup_script": "setup"]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.orders.isEmpty)
        #expect(next(bench).orders.isEmpty)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.orders.count == 1)
    }

    @Test(arguments: [Request.Lifecycle.stop, .restart])
    func aStopEndsIt(verb: Request.Lifecycle) {
        var bench = start(nil)
        bench.ask(.lifecycle(web, verb, by: .user("alice")))
        #expect(bench.endedOrders == [bench.orders[0].id])
        #expect(bench.containers.map(\.id) == (verb == .stop ? [] : ["docker-c-2"]))
        #expect(bench.orders.count == (verb == .stop ? 1 : 2))
        bench.feed(.scriptsEnded(bench.orders[0].id, ScriptOutcome(exitCode: 0)))
        #expect(ready(bench)?.state != .yes, "an answer to what was called off says nothing")
    }

    @Test func aDeletionEndsIt() {
        var bench = start(nil)
        bench.ask(.delete([web], DeleteOptions(owner: .user("alice"))))
        #expect(bench.endedOrders.count == 1)
        #expect(bench.core.store[web]?.isTombstone == true)
    }

    @Test func aRestartThatCannotBeHoldsItUpNot() {
        var bench = start(nil)
        bench.failing = ["pull": Failure(.pullDenied, subject: "other", "denied")]
        bench.apply(manifests(["startup_script": "setup", "container": ["image": "other", "pull": "always"]]))
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        bench.pass(milliseconds: 10_000)
        #expect(bench.endedOrders.isEmpty)
        bench.feed(.scriptsEnded(bench.orders[0].id, ScriptOutcome(exitCode: 0)))
        #expect(status(bench)?.startup?.state == .done)
    }

    @Test func oneThatIsNeverHeardOfHasFailed() {
        var bench = start(nil)
        bench.pass(milliseconds: 700_000, step: 10_000)
        #expect(ready(bench)?.reason == "StartupScriptFailed")
        #expect(bench.endedOrders.count == 1)
    }

    @Test func onlySoManyAtOnce() {
        var bench = Bench()
        bench.scriptOutcome = nil
        bench.apply(manifests(["startup_script": "sleep 1"]))
        for index in 0..<30 {
            bench.apply([
                Manifest(key: ResourceKey(.space, name: "s\(index)"), fields: ["template": "ubuntu"])
            ])
        }
        bench.pass(milliseconds: 2_000)
        #expect(bench.containers.filter { $0.state == .running }.count == 31)
        #expect(bench.orders.count == 16)
        for order in bench.orders { bench.feed(.scriptsEnded(order.id, ScriptOutcome(exitCode: 0))) }
        bench.pass(milliseconds: 2_000)
        #expect(bench.orders.count == 31)
    }

    @Test func healthIsLookedAtOnceItHasEnded() {
        var bench = Bench()
        bench.scriptOutcome = nil
        bench.apply(
            manifests([
                "startup_script": "sleep 1", "health_check_type": "program", "health_check_config": "true",
            ]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.probes.isEmpty)
        bench.feed(.scriptsEnded(bench.orders[0].id, ScriptOutcome(exitCode: 0)))
        #expect(bench.probes.count == 1)
        #expect(ready(bench)?.state == .yes)
    }

    @Test func oneThatIsNotActiveIsPassedOver() {
        var bench = Bench()
        bench.apply([setup(["active": false])] + manifests(["startup_script": "setup"]))
        #expect(bench.orders.isEmpty)
        #expect(ready(bench)?.state == .yes)
    }

    @Test func aMissingScriptIsRefused() {
        for manifests in [
            manifests(["startup_script": "setpu"]), manifests(["shutdown_script": "setpu"]),
            manifests([:], ["startup_script": "setpu"]),
        ] {
            var bench = Bench()
            bench.apply([setup()])
            guard case .refused(let refusals)? = bench.apply(manifests) else {
                Issue.record("it was taken")
                continue
            }
            #expect(refusals[0].field.hasSuffix("_script"))
            #expect(refusals[0].failure.message == "there is no script named 'setpu'; did you mean 'setup'?")
        }
    }

    @Test func aScriptThatCannotBeRenderedIsRefused() {
        var bench = Bench()
        guard case .refused(let refusals)? = bench.apply(manifests(["startup_script": "echo ${{ .var.nothing }}"]))
        else {
            Issue.record("it was taken")
            return
        }
        #expect(refusals.contains { $0.key == web && $0.failure.code == .variableMissing })
    }

    @Test func aScriptInUseIsNotDeleted() {
        var bench = start()
        let script = ResourceKey(.script, name: "setup")
        guard case .refused(let refusals)? = bench.ask(.delete([script], DeleteOptions(owner: .user("alice")))) else {
            Issue.record("it was deleted")
            return
        }
        #expect(refusals[0].failure.message.hasPrefix("script/setup is used by template/ubuntu;"))
        bench.ask(.delete([script], DeleteOptions(owner: .user("alice"), force: true)))
        #expect(bench.core.store[script]?.isTombstone == true)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(ready(bench)?.reason == "StartupScriptFailed")
        #expect(ready(bench)?.message.contains("names script 'setup', which does not exist") == true)
    }

    @Test func scriptsGoTogetherWithWhatNamesThem() {
        var bench = start()
        let keys = [ResourceKey(.script, name: "setup"), ResourceKey(.template, name: "ubuntu"), web]
        let reply = bench.ask(.delete(keys, DeleteOptions(owner: .user("alice"))))
        guard case .changes(let changes)? = reply else {
            Issue.record("refused: \(String(describing: reply))")
            return
        }
        #expect(changes.count == 3)
    }
}
