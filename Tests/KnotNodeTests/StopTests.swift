import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// The end of a run that the node itself ended is no news, and nobody else's doing.
@Suite struct StopTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func running() -> Bench {
        var bench = Bench()
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"),
                fields: ["container": ["image": "ubuntu:latest", "memory": "64m"]]),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        return bench
    }

    /// The engine has killed it at the end of its grace.
    private func killed(_ bench: inout Bench) {
        bench.now.wall.milliseconds += 1_000
        bench.containers[0].state = .exited
        bench.containers[0].detail?.exitCode = 137
        let now = bench.now.wall
        bench.containers[0].detail?.finishedAt = now
    }

    private func check(_ bench: Bench, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let events = bench.core.events.list(for: web)
        #expect(!events.contains { $0.reason == "Killed" }, "\(events.map(\.message))", sourceLocation: sourceLocation)
        let run = try #require(bench.core.store[web]?.currentStatus?.lastRun)
        #expect(run.reason == "Stopped", sourceLocation: sourceLocation)
        #expect(run.text.contains("stopped by knot"), "\(run.text)", sourceLocation: sourceLocation)
        #expect(!run.text.contains("give it more"), sourceLocation: sourceLocation)
        #expect(bench.core.store[web]?.currentStatus?.restarts == 0, sourceLocation: sourceLocation)
        #expect(bench.containers.map(\.state) == [.running], sourceLocation: sourceLocation)
    }

    @Test func aStartThatSupersedesAStop() throws {
        var bench = running()
        bench.heldVerbs = ["stop"]
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        killed(&bench)
        bench.heldVerbs = []
        bench.release()
        try check(bench)
        // The next kill is somebody else's.
        killed(&bench)
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: bench.containers[0].id, action: "die")))
        #expect(bench.core.events.list(for: web).contains { $0.reason == "Killed" })
    }

    @Test func aStopWhoseAnswerIsLost() throws {
        var bench = running()
        bench.heldVerbs = ["stop"]
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        let stop = try #require(bench.heldActions.first)
        bench.heldActions = []
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        killed(&bench)
        bench.heldVerbs = []
        bench.feed(.actFailed(stop.id, Failure(.engineUnreachable, subject: "docker", "no answer")))
        bench.pass(milliseconds: 60_000)
        try check(bench)
    }

    @Test func whatRunsOutOfMemoryMeanwhileWasNotStopped() throws {
        var bench = running()
        bench.heldVerbs = ["stop"]
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        killed(&bench)
        bench.containers[0].detail?.outOfMemory = true
        bench.heldVerbs = []
        bench.release()
        #expect(bench.core.events.list(for: web).contains { $0.reason == "OutOfMemory" })
        #expect(bench.core.store[web]?.currentStatus?.lastRun?.reason == "OutOfMemory")
        #expect(bench.core.store[web]?.currentStatus?.restarts == 1)
    }

    /// The engine lost the answer, and ends it only after it was seen to run on.
    @Test func aStopThatTakesEffectLate() throws {
        var bench = running()
        bench.heldVerbs = ["stop"]
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        let stop = try #require(bench.heldActions.first)
        (bench.heldActions, bench.heldVerbs) = ([], [])
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        bench.feed(.actFailed(stop.id, Failure(.engineUnreachable, subject: "docker", "no answer")))
        bench.pass(milliseconds: 2_000)
        #expect(bench.core.store[web]?.currentStatus?.phase == .running)
        killed(&bench)
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: bench.containers[0].id, action: "die")))
        bench.pass(milliseconds: 2_000)
        try check(bench)
    }

    @Test(arguments: [Request.Lifecycle.stop, .restart])
    func aNodeThatEndsInBetween(lifecycle: Request.Lifecycle) throws {
        var bench = running()
        bench.heldVerbs = ["stop"]
        bench.ask(.lifecycle(web, lifecycle, by: .user("alice")))
        if lifecycle == .stop { bench.ask(.lifecycle(web, .start, by: .user("alice"))) }
        killed(&bench)
        var next = Bench(records: Kind.allCases.flatMap { bench.core.store.records(of: $0) }, engineIsUp: false)
        next.now = bench.now
        next.containers = bench.containers
        next.feed(.engineUp(.docker, version: "1"))
        next.pass(milliseconds: 1_000)
        try check(next)
    }
}
