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
        #expect(bench.containers.map(\.name) == ["alice-good"])
        bench.apply([Manifest(key: bad, fields: ["template": "ubuntu", "note": "again"])])
        #expect(bench.containers.map(\.name) == ["alice-good", "alice-bad"])
    }
}
