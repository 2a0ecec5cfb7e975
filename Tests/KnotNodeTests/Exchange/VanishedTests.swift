import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite("What peers say is over, and remember nothing of")
struct VanishedTests {
    private let peer = Origin(node: NodeID("n2"), incarnation: 1)
    private let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]])
    private let web = Manifest(key: ResourceKey(.space, owner: "alice", name: "web"), fields: ["template": "ubuntu"])

    /// The peer's answer: it has what the node has but for one resource, of which it let the tombstone go.
    private func answer(_ question: Question, _ bench: Bench, without key: ResourceKey) throws -> AnswerChunk {
        let table = bench.core.replica.table
        var (covered, floor) = (table.vector, VersionVector())
        covered.cover(peer, to: 1)
        floor.cover(peer, to: 1)
        return try #require(
            AnswerChunk(
                answer: AnswerID(sender: peer, number: 1), question: question.id, index: 0,
                entries: table.entries.filter { $0.key != EntryKey(key) }, covered: covered, floor: floor))
    }

    @Test("the status of a space that is over does not wait to be stored for ever")
    func statusThatWaited() throws {
        var bench = Bench(node: NodeID("n1"), peers: [peer.node])
        bench.feed(.peers([peer.node]))
        bench.apply([template, web])
        bench.pass(milliseconds: 2_000)
        let question = try #require(
            bench.sent.lazy.compactMap { sent in
                if case .question(let question) = sent.message { question } else { nil }
            }.last)
        bench.holdsCommits = true
        bench.apply([Manifest(key: ResourceKey(.variable, name: "color"), fields: ["value": "red"])])
        bench.containers[0].state = .exited
        bench.feed(.hint(.docker, EngineEvent(key: web.key, containerID: bench.containers[0].id, action: "die")))
        #expect(bench.core.gauges["statuses_waiting"] == 1)
        let chunk = try answer(question, bench, without: web.key)
        bench.feed(.received(.chunk(chunk), from: peer.node))
        let held = bench.heldCommits
        bench.holdsCommits = false
        for id in held { bench.feed(.committed(id)) }
        #expect(bench.core.store[web.key] == nil && bench.core.store[template.key] != nil)
        #expect(bench.core.gauges["statuses_waiting"] == 0)
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.isEmpty)
    }
}
