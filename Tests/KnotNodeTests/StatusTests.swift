import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

/// What a status says of what goes wrong.
@Suite struct StatusTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func template(_ container: FieldMap = [:]) -> Manifest {
        var container = container
        container["image"] = "ubuntu:latest"
        return Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: ["container": .map(container)])
    }

    private func running(_ container: FieldMap = [:]) -> Bench {
        var bench = Bench()
        bench.apply([
            template(container), Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        return bench
    }

    private func status(_ bench: Bench) throws -> Status { try #require(bench.core.store[web]?.currentStatus) }

    private func chain(_ bench: Bench) throws -> String {
        try #require(bench.core.explain(web)).chain.joined(separator: "\n")
    }

    private func end(_ bench: inout Bench, code: Int, outOfMemory: Bool = false) {
        bench.containers[0].state = .exited
        bench.containers[0].detail?.exitCode = code
        bench.containers[0].detail?.outOfMemory = outOfMemory
        let now = bench.now.wall
        bench.containers[0].detail?.finishedAt = now
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: bench.containers[0].id, action: "die")))
    }

    @Test func whatRanOutOfMemorySaysItsLimit() throws {
        var bench = running(["memory": "16m"])
        for _ in 0..<4 {
            bench.pass(milliseconds: 1_600, step: 50)
            end(&bench, code: 137, outOfMemory: true)
        }
        let condition = try #require(try status(bench).condition(.running))
        #expect(condition.reason == "OutOfMemory")
        #expect(condition.message.contains("ran out of memory, its limit being 16m"), "\(condition.message)")
        #expect(condition.message.contains("the next try is at"), "\(condition.message)")
        #expect(try chain(bench).contains("its limit being 16m"))
        #expect(bench.core.events.list(for: web).filter { $0.reason == "OutOfMemory" }.map(\.count) == [4])
    }

    @Test func whatKeepsExitingIsNotReadyUntilItHasRunForAWhile() throws {
        var bench = running()
        for _ in 0..<4 {
            bench.pass(milliseconds: 1_600, step: 50)
            end(&bench, code: 1)
        }
        #expect(try status(bench).phase == .failed)
        #expect(try status(bench).nextTry != nil)
        bench.pass(milliseconds: 3_000, step: 50)
        #expect(bench.containers[0].state == .running)
        #expect(try status(bench).phase == .starting)
        #expect(try status(bench).condition(.ready)?.state == .no)
        #expect(try status(bench).condition(.ready)?.reason == "CrashLoop")
        #expect(try status(bench).lastRun?.exitCode == 1)
        bench.pass(milliseconds: 12_000)
        #expect(try status(bench).phase == .running)
        #expect(try status(bench).condition(.ready)?.state == .yes)
    }

    @Test func theThirdStartThatDidNotLastMakesItALoopThatTakesTheNewSpec() throws {
        var bench = running()
        for count in 1...3 {
            end(&bench, code: 1)
            bench.pass(milliseconds: 5_000, step: 50)
            #expect(try status(bench).restarts == count)
            #expect(bench.containers[0].state == .running)
        }
        let first = bench.containers[0].id
        end(&bench, code: 1)
        bench.apply([template(["hostname": "new"])])
        bench.pass(milliseconds: 20_000, step: 50)
        #expect(bench.containers.map(\.state) == [.running])
        #expect(bench.containers[0].id != first)
    }

    @Test func itIsUnknownOnceThreeLooksInARowHaveFailed() throws {
        var bench = running()
        bench.looks = []
        bench.lookFailure = Failure(.engineUnreachable, subject: "docker", "no answer")
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: bench.containers[0].id, action: "start")))
        while bench.looks.count < 3 {
            #expect(try status(bench).phase == .running)
            bench.pass(milliseconds: 50, step: 50)
            guard bench.now.uptime < Uptime(milliseconds: 600_000) else { break }
        }
        #expect(bench.looks.count == 3)
        #expect(try status(bench).phase == .unknown)
        bench.lookFailure = nil
        bench.pass(milliseconds: 60_000, step: 500)
        #expect(try status(bench).phase == .running)
    }

    @Test(arguments: [("ubuntu:latest", "create", "Starting"), ("debian:12", "pull", "Pulling")])
    func whatIsPulledAndWhatIsMadeAreToldApart(image: String, verb: String, reason: String) throws {
        var bench = Bench()
        bench.heldVerbs = [verb]
        var template = template()
        template.fields["container"] = ["image": .string(image)]
        bench.apply([template, Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"])])
        #expect(bench.heldActions.map(\.action.verb) == [verb])
        #expect(try status(bench).condition(.running)?.reason == reason)
    }

    @Test func explainTellsWhatIsThereAndWhatIsInTheWay() throws {
        var bench = Bench(engineIsUp: false)
        bench.apply([template(), Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"])])
        #expect(try chain(bench).contains("it is not placed: "))
        bench.feed(.engineUp(.docker, version: "1"))
        #expect(try chain(bench).contains("the engine has container alice.web, running since"))
        bench.ask(
            .delete(
                [ResourceKey(.template, name: "ubuntu")],
                DeleteOptions(owner: .user("alice"), keepVolumes: false, force: true)))
        #expect(try chain(bench).contains("it runs on as it was made, but could not be made again"))
        bench.containers = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "destroy")))
        #expect(try chain(bench).contains("the engine has no container for it"))
        #expect(try chain(bench).contains("it waits for a change of the space, its template or a variable"))
    }

    @Test func aContainerIsCalledByItsName() throws {
        var bench = Bench()
        bench.failing["start"] = Failure(
            .commandFailed, subject: "docker-c-1", "the command of container docker-c-1 cannot be run")
        bench.apply([
            template(), Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        #expect(try status(bench).lastError?.message == "the command of container alice.web cannot be run")
        #expect(try status(bench).lastError?.subject == "alice.web")
        #expect(try status(bench).condition(.ready)?.message.contains("alice.web") == true)
        #expect(try chain(bench).contains("container alice.web"))
        #expect(try chain(bench).contains("the next try"))
        #expect(
            try #require(bench.core.explain(web)).plan == [
                "start container alice.web because it was made but never started"
            ])
    }

    @Test func aSpaceRunsOnWithoutItsTemplateAndSaysSo() throws {
        var bench = running()
        let before = bench.actions.count
        bench.ask(
            .delete(
                [ResourceKey(.template, name: "ubuntu")],
                DeleteOptions(owner: .user("alice"), keepVolumes: false, force: true)))
        #expect(bench.actions.count == before)
        #expect(try status(bench).phase == .running)
        #expect(try status(bench).condition(.ready)?.state == .yes)
        let accepted = try #require(try status(bench).condition(.accepted))
        #expect(accepted.reason == "TemplateMissing" && accepted.message.contains("runs on as it was made"))
        #expect(try chain(bench).contains("its template 'ubuntu' was deleted"))
        bench.apply([template()])
        #expect(try status(bench).condition(.accepted)?.state == .yes)
        #expect(try status(bench).lastError == nil)
        #expect(bench.actions.count == before)
    }

    @Test func anImageThatGetsItsNameFromOutsideIsSeenByTheListing() throws {
        var bench = running()
        bench.engine.tag("ubuntu:latest", as: "ubuntu@sha256:0a")
        let id = bench.containers[0].detail?.imageID ?? ""
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "update")))
        #expect(
            try status(bench).image
                == RunningImage(reference: "ubuntu:latest", id: id, digest: "ubuntu@sha256:0a"))
        let before = bench.actions.count
        _ = bench.engine.retag(image: "ubuntu:latest")
        let other = bench.engine.images["ubuntu:latest"] ?? ""
        bench.pass(milliseconds: 40_000)
        #expect(try status(bench).pending == [.imageID(from: id, to: other)])
        #expect(try status(bench).condition(.updatePending)?.reason == "ImageChanged")
        #expect(bench.actions.count == before, "what runs is not disturbed")
    }

    private func gone(_ bench: Bench) -> [Event] {
        bench.core.events.list(for: web).filter { $0.reason == "ContainerGone" }
    }

    @Test func aContainerRemovedByHandIsTold() throws {
        var bench = running()
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(gone(bench).isEmpty, "knot removed those itself")
        let id = bench.containers[0].id
        bench.containers = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: id, action: "destroy")))
        #expect(bench.containers.map(\.state) == [.running])
        #expect(gone(bench).map(\.count) == [1])
        #expect(try #require(gone(bench).first).message.contains("alice.web is gone from docker"))
    }

    @Test func whatIsLeftOfADeletedSpaceMayGoByItself() {
        var bench = running()
        let left = bench.containers
        bench.ask(.delete([web], DeleteOptions(owner: .user("alice"))))
        #expect(bench.core.store[web]?.isTombstone == true)
        #expect(bench.core.explain(web) == nil)
        bench.containers = left
        bench.failing["stop"] = Failure(.engineFailed, subject: "web", "not now")
        bench.pass(milliseconds: 40_000)
        #expect(bench.actions.last?.verb == "stop")
        bench.containers = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: left[0].id, action: "destroy")))
        #expect(gone(bench).isEmpty)
    }

    @Test func theNextTryOfWhatWasRemovedIsNotThatOfARestart() throws {
        var bench = running()
        for _ in 0..<8 {
            let limit = bench.now.uptime.milliseconds + 600_000
            while bench.containers[0].state != .running, bench.now.uptime.milliseconds < limit {
                bench.pass(milliseconds: 500, step: 500)
            }
            bench.pass(milliseconds: 100, step: 100)
            end(&bench, code: 1)
        }
        let restart = try #require(try status(bench).nextTry)
        bench.failing["create"] = Failure(.outOfDisk, subject: "web", "no disk space is left")
        let id = bench.containers[0].id
        bench.containers = []
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: id, action: "destroy")))
        #expect(try status(bench).lastError?.code == .outOfDisk)
        let next = try #require(try status(bench).nextTry)
        #expect(next.milliseconds - bench.now.wall.milliseconds <= 200)
        #expect(next < restart)
    }

    @Test func aStopThatWaitsForItsPlaceHasNotFailed() throws {
        var bench = Bench()
        var manifests = [template()]
        manifests[0].fields["shutdown_script"] = "save all"
        for number in 0..<18 {
            let name = "web\(number)"
            manifests.append(Manifest(key: ResourceKey(.space, name: name), fields: ["template": "ubuntu"]))
        }
        bench.scriptOutcome = nil
        bench.apply(manifests)
        let keys = (0..<18).map { ResourceKey(.space, owner: "alice", name: "web\($0)") }
        for key in keys { bench.ask(.lifecycle(key, .stop, by: .user("alice"))) }
        bench.pass(milliseconds: 1_000, step: 250)
        #expect(bench.orders.count == 16, "no more at once")
        #expect(
            keys.map { bench.core.store[$0]?.currentStatus?.phase }.allSatisfy { $0 == .stopping || $0 == .running })
        #expect(keys.contains { bench.core.store[$0]?.currentStatus?.phase == .stopping })
    }

    @Test func theSpaceThatHasTheNameOfAContainerIsNamed() throws {
        var bench = Bench()
        func apply(_ name: String) {
            bench.apply([
                Manifest(
                    key: ResourceKey(.template, name: "named"),
                    fields: ["container": ["image": "ubuntu:latest", "container_name": "shared"]]),
                Manifest(key: ResourceKey(.space, name: name), fields: ["template": "named"]),
            ])
        }
        apply("first")
        #expect(bench.containers.map(\.name) == ["shared"])
        bench.failing["create"] = Failure(.nameTaken, subject: "shared", "another container has the name shared")
        apply("second")
        let status = bench.core.store[ResourceKey(.space, owner: "alice", name: "second")]?.currentStatus
        #expect(status?.lastError?.code == .nameTaken)
        #expect(status?.lastError?.message.contains("'shared' is taken by space/alice/first") == true)
    }
}
