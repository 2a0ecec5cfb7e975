import KnotModel
import KnotPlan
import KnotServer
import Testing

@Suite("Hints")
struct HintQueueTests {
    private func event(_ name: String) -> EngineEvent {
        EngineEvent(key: ResourceKey(.space, owner: "a", name: name), containerID: "c", action: "die")
    }

    @Test("a hint is told once; one about everything takes the place of the others of its engine")
    func coalesced() {
        var queue = HintQueue()
        queue.add(.init(kind: .docker, event: event("x")))
        queue.add(.init(kind: .docker, event: event("x")))
        queue.add(.init(kind: .podman, event: event("x")))
        queue.add(.init(kind: .docker, event: nil))
        queue.add(.init(kind: .docker, event: event("y")))
        #expect(queue.takeAll() == [.init(kind: .podman, event: event("x")), .init(kind: .docker, event: nil)])
        #expect(queue.isEmpty)
    }

    @Test("the queue is bounded")
    func bounded() {
        var queue = HintQueue()
        for index in 0...HintQueue.capacity { queue.add(.init(kind: .docker, event: event("s\(index)"))) }
        #expect(queue.takeAll() == [.init(kind: .docker, event: nil)])
    }
}
