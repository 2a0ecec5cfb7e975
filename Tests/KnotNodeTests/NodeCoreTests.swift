import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

@Suite struct NodeCoreTests {
    let web = ResourceKey(.space, owner: "alice", name: "web")

    private func template(_ fields: FieldMap = [:], image: String = "ubuntu:latest", command: String = "sleep")
        -> Manifest
    {
        var all = fields
        all["container"] = ["image": .string(image), "command": [.string(command)], "volumes": ["home:/home"]]
        all["volumes"] = ["home": .null]
        return Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: all)
    }

    private func space(_ fields: FieldMap = [:]) -> Manifest {
        var all = fields
        all["template"] = "ubuntu"
        return Manifest(key: ResourceKey(.space, name: "web"), fields: all)
    }

    private func running() -> Bench {
        var bench = Bench()
        bench.apply([template(), space()])
        return bench
    }

    func status(_ bench: Bench) -> Status? { bench.core.store[web]?.currentStatus }

    @Test func anAppliedSpaceRuns() throws {
        let bench = running()
        #expect(bench.containers.map(\.state) == [.running])
        #expect(bench.containers.map(\.name) == ["alice.web"])
        #expect(bench.volumes.map(\.name) == ["knot.alice.web.home"])
        let status = try #require(self.status(bench))
        #expect(status.phase == .running)
        #expect(status.observedRevision == bench.core.store[web]?.revision)
        #expect(status.condition(.ready)?.state == .yes)
    }

    @Test func applyingTheSameAgainChangesNothing() {
        var bench = running()
        let count = bench.actions.count
        guard case .changes(let changes)? = bench.apply([template(), space()]) else {
            Issue.record("refused")
            return
        }
        #expect(changes.map(\.verb) == [.unchanged, .unchanged])
        #expect(bench.actions.count == count)
    }

    @Test func aSettledSpaceCostsNoAction() {
        var bench = running()
        let count = bench.actions.count
        bench.pass(milliseconds: 300_000)
        #expect(bench.actions.count == count)
    }

    @Test func aTemplateEditWaitsForARestart() throws {
        var bench = running()
        bench.apply([template(command: "top")])
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        #expect(status(bench)?.condition(.updatePending)?.message.contains("container.command[0]") == true)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.map(\.id) == ["docker-c-2"])
        #expect(bench.containers.first?.ownership.spec["command"] == ["top"])
        #expect(status(bench)?.condition(.updatePending) == nil)
        #expect(bench.volumes.count == 1)
    }

    @Test func onlyAVolumeThatWasMadeIsNews() {
        func news(_ bench: Bench) -> Int {
            bench.core.events.list(for: web).filter { $0.reason == "VolumeCreated" }.reduce(0) { $0 + $1.count }
        }
        var bench = running()
        #expect(news(bench) == 1)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(news(bench) == 1, "the volume stayed")
        bench.loseVolumes()
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(news(bench) == 2, "somebody removed it, and it is another")
    }

    @Test func anApplyThatLeavesSpacesWaitingSaysSo() {
        var bench = running()
        guard case .changes(let changes)? = bench.apply([template(command: "top")]) else {
            Issue.record("refused")
            return
        }
        #expect(changes.first?.pending == [web])
    }

    @Test func stopAndStart() {
        var bench = running()
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(bench.containers.isEmpty)
        #expect(bench.volumes.count == 1)
        #expect(status(bench)?.phase == .stopped)
        bench.apply([space()])
        #expect(bench.containers.isEmpty, "an apply that does not speak of running leaves it stopped")
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func aContainerRemovedByHandComesBack() {
        var bench = running()
        bench.containers = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "destroy")))
        #expect(bench.containers.map(\.id) == ["docker-c-2"])
    }

    @Test func aKilledContainerIsStartedAtOnceAndThenMoreAndMoreSlowly() {
        var bench = running()
        func kill() {
            let wall = bench.now.wall
            bench.containers[0].state = .exited
            bench.containers[0].detail?.exitCode = 137
            bench.containers[0].detail?.finishedAt = wall
            bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "die")))
        }
        kill()
        #expect(bench.containers[0].state == .running)
        for _ in 0..<12 {
            bench.pass(milliseconds: 500, step: 10)
            kill()
        }
        #expect(bench.containers[0].state == .exited)
        #expect(status(bench)?.nextTry != nil)
        #expect(status(bench)?.condition(.running)?.reason == "CrashLoop")
        #expect(status(bench)?.lastError == nil, "the engine did all it was told; the space exits by itself")
        #expect(status(bench)?.phase == .failed)
        bench.pass(milliseconds: 300_000)
        #expect(bench.containers[0].state == .running)
        bench.pass(milliseconds: 120_000)
        #expect(status(bench)?.restarts == 0)
    }

    @Test func whatAListingShowsWithoutAnEventIsRepaired() {
        var bench = running()
        bench.containers = []
        bench.pass(milliseconds: 40_000)
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func deletionRemovesAllAndLeavesATombstone() {
        var bench = running()
        bench.ask(.delete([web], DeleteOptions(owner: .user("alice"))))
        #expect(bench.containers.isEmpty)
        #expect(bench.volumes.isEmpty)
        #expect(bench.core.store[web]?.isTombstone == true)
        bench.apply([space()])
        #expect(bench.containers.map(\.state) == [.running])
        #expect(bench.core.store[web]?.placement?.value.epoch == 2)
    }

    @Test func anEditThatASpaceCannotTakeIsSaidAtOnce() throws {
        var bench = running()
        var edited = template()
        edited.fields["container"] = ["image": "ubuntu:latest", "volumes": ["nothere:/x"]]
        guard case .changes(let changes)? = bench.apply([edited]) else {
            Issue.record("the edit is taken: \(bench.replies)")
            return
        }
        #expect(changes.first?.pending == [])
        #expect(changes.first?.blocked.map(\.key) == [web])
        #expect(changes.first?.blocked.first?.reason.contains("nothere") == true)
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func anEditIsNoNewsToASpaceWithoutAContainer() {
        var bench = Bench()
        bench.failing["create"] = Failure(.engineFailed, subject: "web", "not now")
        bench.apply([template(), space()])
        guard case .changes(let changes)? = bench.apply([template(command: "true")]) else {
            Issue.record("the edit is taken: \(bench.replies)")
            return
        }
        #expect(changes.first?.verb == .configured)
        #expect(changes.first?.pending == [])
    }

    @Test func keptVolumesAreTakenUpAgain() {
        var bench = running()
        bench.ask(.delete([web], DeleteOptions(owner: .user("alice"), keepVolumes: true)))
        #expect(bench.volumes.count == 1)
        #expect(bench.core.store[web]?.isTombstone == true)
    }

    /// Found by seed 16365 of the simulator: the engine makes what a container mounts, as nobody's. While its removal waits,
    /// somebody may have removed it, and made another of the name.
    @Test(arguments: [false, true])
    func aVolumeGoesAfterTheContainerThatIsBeingMadeWithIt(isGone: Bool) {
        var bench = Bench()
        let pool = Manifest(key: ResourceKey(.volume, name: "pool"))
        let pooled = Manifest(
            key: ResourceKey(.template, name: "ubuntu"),
            fields: ["container": ["image": "ubuntu:latest", "volumes": ["pool:/pool"]]])
        bench.apply([pool])
        bench.heldVerbs = ["create"]
        bench.apply([pooled, space()])
        #expect(bench.heldActions.count == 1)
        bench.ask(.delete([pool.key], DeleteOptions(owner: .user("alice"), force: true)))
        bench.pass(milliseconds: 5_000)
        #expect(bench.volumes.map(\.name) == ["pool"])
        if isGone { bench.loseVolumes() }
        bench.release()
        bench.pass(milliseconds: 5_000)
        #expect(bench.actions.contains { $0.verb == "remove_volume" } == !isGone)
        bench.heldVerbs = []
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.pass(milliseconds: 60_000)
        #expect(bench.volumes.isEmpty)
        #expect(bench.core.store[pool.key]?.isTombstone == true)
    }

    @Test func aMissingImageIsPulled() {
        var bench = Bench()
        bench.apply([template(image: "debian:12"), space()])
        #expect(bench.actions.map(\.verb) == ["create_volume", "create", "pull", "create_volume", "create", "start"])
    }

    @Test func aPullThatFailsIsTriedAgainAndSaysWhy() {
        var bench = Bench()
        bench.failing["pull"] = Failure(.imageMissing, subject: "debian:12", "no such image in the registry")
        bench.apply([template(image: "debian:12"), space()])
        bench.pass(milliseconds: 1_000, step: 50)
        #expect(status(bench)?.phase == .failed)
        #expect(status(bench)?.condition(.imageReady)?.reason == "ImageMissing")
        bench.load("debian:12")
        bench.pass(milliseconds: 300_000)
        #expect(bench.containers.map(\.state) == [.running])
        #expect(status(bench)?.lastError == nil)
    }

    @Test func aTerminalFailureWaitsForAChange() {
        var bench = Bench()
        bench.failing["create"] = Failure(.invalid, subject: "x", "bad")
        bench.apply([template(), space()])
        bench.pass(milliseconds: 600_000)
        #expect(bench.actions.filter { $0.verb == "create" }.count == 1)
        bench.failing = [:]
        bench.apply([template(command: "top")])
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func containersNobodyRecordedGo() {
        let bench = running()
        var other = Bench(engineIsUp: false)
        other.containers = bench.containers
        // Older than anything that this node's database knows: one that is newer shows that the database was set back.
        for index in other.containers.indices {
            other.containers[index].ownership.revision = Stamp(ticks: 0, node: NodeID("n1"))
        }
        other.feed(.engineUp(.docker, version: "1"))
        #expect(other.containers.isEmpty)
    }

    @Test func aNewCoreOverTheSameRecordsTouchesNothing() {
        let bench = running()
        var next = Bench(records: bench.core.store.all, engineIsUp: false)
        next.engine = bench.engine
        next.feed(.engineUp(.docker, version: "1"))
        next.pass(milliseconds: 100_000)
        #expect(next.actions.isEmpty)
    }

    @Test func withoutAnEngineASpaceWaitsAndSaysSo() {
        var bench = Bench(engineIsUp: false)
        bench.apply([template(), space()])
        #expect(status(bench)?.condition(.placed)?.reason == "NoEngine")
        bench.feed(.engineUp(.docker, version: "1"))
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func anEngineThatIsDownMakesEverythingUnknown() {
        var bench = running()
        bench.feed(.engineDown(.docker, Failure(.engineUnreachable, subject: "docker", "gone")))
        #expect(status(bench)?.phase == .unknown)
        #expect(status(bench)?.condition(.running)?.state == .unknown)
        bench.feed(.engineUp(.docker, version: "1"))
        #expect(status(bench)?.phase == .running)
    }

    @Test func anEngineThatTheNodeIsNoLongerToUseIsSaidNotToAnswer() {
        let bench = running()
        var next = Bench(records: bench.core.store.all, engineIsUp: false, engines: [.podman])
        next.feed(.wake)
        #expect(status(next)?.phase == .unknown)
        #expect(status(next)?.condition(.running)?.reason == "EngineDown")
    }

    @Test func memoryOnTheSpaceChangesInPlace() {
        var bench = running()
        bench.apply([space(["memory": "1g"])])
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        #expect(bench.containers.first?.detail?.resources.memory == 1 << 30)
        bench.apply([space()])
        #expect(bench.containers.first?.detail?.resources.memory == nil)
    }

    @Test func driftIsSeenAndCorrected() {
        var bench = running()
        bench.containers[0].name = "elsewhere"
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "rename")))
        #expect(bench.containers[0].name == "alice.web")
        bench.apply([space(["drift": "report"])])
        bench.containers[0].name = "elsewhere"
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "rename")))
        #expect(bench.containers[0].name == "elsewhere")
        #expect(status(bench)?.condition(.drifted)?.state == .yes)
    }

    @Test func explainTellsTheChain() throws {
        let bench = running()
        let explained = try #require(bench.core.explain(web))
        #expect(explained.chain.contains("it is settled: nothing is left to do"))
        #expect(explained.plan.isEmpty)
    }

    /// A start that an engine was late with took effect during a pull, and the container was removed though it ran.
    @Test func whatStartedDuringAPullIsNotRemoved() {
        var bench = Bench()
        let template = ResourceKey(.template, name: "ubuntu")
        bench.failing = ["start": Failure(.engineUnreachable, subject: "docker", "no answer")]
        bench.apply([
            Manifest(key: template, fields: ["container": ["image": "ubuntu:latest"]]),
            Manifest(key: ResourceKey(.space, name: "late"), fields: ["template": "ubuntu"]),
        ])
        #expect(bench.containers.map(\.state) == [.created])
        bench.stateAfterPull = .running
        bench.apply([Manifest(key: template, fields: ["container": ["image": "other:latest"]])])
        bench.pass(milliseconds: 60_000)
        #expect(bench.engine.images["other:latest"] != nil)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        #expect(bench.containers.map(\.state) == [.running])
    }
}
