import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// What the simulator found about trying again, in small.
@Suite struct RetryTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func bench(_ change: (inout Bench) -> Void = { _ in }) -> Bench {
        var bench = Bench()
        change(&bench)
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]]),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        return bench
    }

    @Test func anImageThatIsGoneAfterItsPullIsPulledAgain() {
        var bench = bench {
            $0.failing["create"] = Failure(.imageMissing, subject: "ubuntu:latest", "no such image")
        }
        bench.pass(milliseconds: 60_000)
        #expect(bench.actions.filter { $0.verb == "pull" }.count > 1)
        bench.failing = [:]
        bench.pass(milliseconds: 300_000)
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func anImageThatMustNotBePulledIsSaidToBeMissingUntilSomebodyLoadsIt() throws {
        var bench = Bench()
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "own:1", "pull": "never"]]),
            Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]),
        ])
        let status = try #require(bench.core.store[web]?.currentStatus)
        #expect(status.phase == .failed)
        #expect(status.condition(.imageReady)?.reason == "ImageMissing")
        #expect(status.nextTry != nil)
        bench.pass(milliseconds: 60_000)
        #expect(bench.actions.filter { $0.verb == "create" }.count > 1, "it is asked for again")
        #expect(!bench.actions.contains { $0.verb == "pull" })
        bench.load("own:1")
        bench.pass(milliseconds: 300_000)
        #expect(bench.containers.map(\.state) == [.running])
    }

    /// Whoever waits for a change must not be told of what failed before it.
    @Test func whatFailsAfterAChangeSaysNothingOfTheChange() throws {
        var bench = bench { $0.heldVerbs = ["start", "create"] }
        bench.release()
        let held = bench.heldActions.popLast()
        let start = try #require(held)
        #expect(start.action.verb == "start")
        bench.apply([
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"),
                fields: ["container": ["image": "ubuntu:latest", "command": "sleep"]])
        ])
        bench.feed(.actFailed(start.id, Failure(.commandFailed, subject: "web", "no such command")))
        #expect(bench.core.store[web]?.currentStatus?.lastError == nil)
        #expect(bench.heldActions.map(\.action.verb) == ["create"], "it is not even waited for")
        bench.release()
        bench.release()
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func whatIsBeingRemovedForEverIsRemovedByForce() {
        var bench = bench()
        bench.containers[0].state = .removing
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "kill")))
        bench.pass(milliseconds: 10_000)
        #expect(bench.containers.map(\.state) == [.removing], "engines take their time")
        bench.pass(milliseconds: 10_000)
        #expect(bench.containers.map(\.id) == ["docker-c-2"])
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func aDeletionIsNotDoneWhileTheContainerIsBeingRemoved() {
        var bench = bench()
        bench.containers[0].state = .removing
        bench.feed(.hint(.docker, EngineEvent(key: web, containerID: "docker-c-1", action: "kill")))
        bench.ask(.delete([web], DeleteOptions(owner: .user("alice"))))
        let status = bench.core.store[web]?.currentStatus
        #expect(status?.phase == .deleting)
        #expect(status.map { $0.observedRevision < bench.core.store[web]?.revision ?? $0.observedRevision } == true)
        bench.containers = []
        bench.pass(milliseconds: 2_000)
        #expect(bench.core.store[web]?.isTombstone == true)
    }

    @Test func limitsChangedByHandAreSeenWithoutAnEvent() {
        var bench = bench()
        bench.containers[0].detail?.resources = .init(memory: 64 << 20)
        bench.pass(milliseconds: 330_000, step: 5_000)
        #expect(bench.containers[0].detail?.resources == .init())
    }
}
