import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct QueueTests {
    private func key(_ owner: String, _ name: Int) -> ResourceKey {
        ResourceKey(.space, owner: owner, name: "s\(name)")
    }

    @Test func ownersTakeTurns() {
        var queue = KeyQueue()
        for name in 0..<5 { queue.append(key("alice", name)) }
        queue.append(key("bob", 0))
        queue.append(key("carol", 0))
        queue.append(key("bob", 0))
        var served: [String] = []
        while let key = queue.popFirst() { served.append("\(key.owner)\(key.name)") }
        #expect(served == ["alices0", "bobs0", "carols0", "alices1", "alices2", "alices3", "alices4"])
        #expect(queue.count == 0)
    }

    @Test func nothingIsLostOrServedTwice() {
        var queue = KeyQueue()
        var generator = SeededGenerator(seed: 7)
        var waiting: Set<ResourceKey> = []
        for _ in 0..<20_000 {
            if Bool.random(using: &generator) {
                let owner = String(UInt64.random(in: 0..<9, using: &generator))
                let next = key(owner, Int.random(in: 0..<200, using: &generator))
                queue.append(next)
                waiting.insert(next)
            } else if let next = queue.popFirst() {
                #expect(waiting.remove(next) != nil)
            } else {
                #expect(waiting.isEmpty)
            }
        }
        #expect(queue.count == waiting.count)
    }

    @Test func theBucketGivesABurstAndThenATokenAtATime() {
        var bucket = ActionBucket(burst: 3, interval: 100)
        let start = Uptime(milliseconds: 5_000)
        let times = (0..<5).map { _ in bucket.take(at: start) - start }
        #expect(times == [0, 0, 0, 100, 200])
        #expect(bucket.take(at: start + 10_000) == start + 10_000)
    }

    @Test func manyFailuresEndInQuarantine() {
        var generator = SeededGenerator(seed: 1)
        for attempt in 1..<Backoff.quarantine {
            #expect(Backoff.wait(attempt: attempt, using: &generator) <= Backoff.ceiling)
        }
        #expect(Backoff.wait(attempt: Backoff.quarantine, using: &generator) >= Backoff.ceiling * 9 / 10)
        #expect(Backoff.wait(attempt: .max, using: &generator) <= Backoff.ceiling)
    }

    @Test func aPoisonedSpaceIsTriedSeldomSaysSoAndHoldsUpNobody() throws {
        let bad = ResourceKey(.space, owner: "alice", name: "bad")
        var bench = Bench()
        bench.failing["create"] = Failure(.engineFailed, subject: "bad", "the engine refuses")
        let template = Manifest(
            key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]])
        bench.apply([template, Manifest(key: bad, fields: ["template": "ubuntu"])])
        bench.pass(milliseconds: 3_600_000, step: 5_000)
        let condition = try #require(bench.core.store[bad]?.currentStatus?.condition(.degraded))
        #expect(condition.reason == "Quarantined")
        #expect(condition.message.contains("the engine refuses"))
        let tried = bench.actions.count
        bench.pass(milliseconds: 600_000, step: 5_000)
        #expect((1...3).contains(bench.actions.count - tried))
        bench.failing = [:]
        bench.apply([Manifest(key: ResourceKey(.space, name: "good"), fields: ["template": "ubuntu"])])
        #expect(bench.containers.map(\.name) == ["alice.good"])
        bench.apply([Manifest(key: bad, fields: ["template": "ubuntu", "note": "again"])])
        #expect(bench.containers.map(\.name) == ["alice.good", "alice.bad"])
    }

    @Test func slowPullsLeaveRoomForOthers() throws {
        var bench = Bench()
        func template(_ name: String, _ image: Value) -> Manifest {
            Manifest(key: ResourceKey(.template, name: name), fields: ["container": ["image": image]])
        }
        func space(_ name: String, _ template: Value) -> Manifest {
            Manifest(key: ResourceKey(.space, name: name), fields: ["template": template])
        }
        bench.apply([template("ubuntu", "ubuntu:latest"), template("slow", "slow:1"), space("good", "ubuntu")])
        bench.heldVerbs = ["pull"]
        bench.apply((0..<10).map { space("slow-\($0)", "slow") })
        bench.pass(milliseconds: 10_000, step: 250)
        #expect(bench.heldActions.count == 4)
        let phases = try (0..<10).map { number in
            let key = ResourceKey(.space, owner: "alice", name: "slow-\(number)")
            return try #require(bench.core.store[key]?.currentStatus).phase
        }
        #expect(phases.allSatisfy { $0 == .pulling })

        let good = ResourceKey(.space, owner: "alice", name: "good")
        bench.containers[0].state = .exited
        bench.feed(.hint(.docker, EngineEvent(key: good, containerID: bench.containers[0].id, action: "die")))
        #expect(bench.containers[0].state == .running, "what dies is started again meanwhile")

        // Of a deleted space of the same name: it goes first.
        var stray = bench.containers[0]
        stray.id = "stray"
        stray.state = .exited
        stray.ownership.key = ResourceKey(.space, owner: "alice", name: "slow-9")
        stray.ownership.uid = UID("gone")
        bench.containers.append(stray)
        bench.pass(milliseconds: 60_000, step: 250)
        #expect(!bench.containers.contains { $0.id == "stray" })
        #expect(bench.heldActions.count == 4, "a pull that is not the first step waits, too")

        bench.heldVerbs = []
        bench.release()
        bench.pass(milliseconds: 10_000, step: 250)
        #expect(bench.containers.count == 11)
    }
}
