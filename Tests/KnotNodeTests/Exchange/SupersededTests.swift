import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

@Suite("What another node has made anew")
struct SupersededTests {
    private let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"),
        fields: ["container": ["image": "ubuntu:latest", "command": ["sleep"]]])
    private let web = Manifest(key: ResourceKey(.space, owner: "alice", name: "web"), fields: ["template": "ubuntu"])

    @Test("the container of a space that came to another node while the engine was down is removed once it is up")
    func whileTheEngineWasDown() {
        var group = BenchGroup(2, engines: true)
        group.isConnected = false
        group.nodes[0].apply([template, web])
        group.nodes[1].pass(milliseconds: 100)
        group.nodes[1].apply([template, web])
        group.pass(milliseconds: 250)
        #expect(group.nodes.map(\.containers.count) == [1, 1])
        group.nodes[0].feed(.engineDown(.docker, Failure(.engineUnreachable, subject: "docker", "it does not answer")))
        group.isConnected = true
        group.pass(milliseconds: 20_000)
        #expect(group.nodes[0].core.store[web.key]?.placement?.value.node == NodeID("n1"))
        #expect(group.nodes.map(\.containers.count) == [1, 1])
        group.nodes[0].feed(.engineUp(.docker, version: "1"))
        group.pass(milliseconds: 60_000)
        #expect(group.nodes.map(\.containers.count) == [0, 1])
    }

    @Test("what is under way for a space ends when only a part of its successor is known")
    func whileAnActionIsUnderWay() throws {
        let codec = InternedLaneCodec()
        var first = Bench(node: NodeID("n0"), peers: [NodeID("n1")], codec: codec)
        first.heldVerbs = ["create"]
        first.apply([template, web])
        #expect(first.heldActions.count == 1)
        first.feed(.received(.push(try partOfSuccessor(codec)), from: NodeID("n1")))
        first.release()
        #expect(!first.actions.contains { $0.verb == "start" })
    }

    @Test("nothing starts that depends on a space of whose successor only a part is known")
    func dependants() throws {
        let codec = InternedLaneCodec()
        var first = Bench(node: NodeID("n0"), peers: [NodeID("n1")], codec: codec)
        first.apply([template, web])
        first.feed(.received(.push(try partOfSuccessor(codec)), from: NodeID("n1")))
        let api = Manifest(
            key: ResourceKey(.space, owner: "alice", name: "api"),
            fields: ["template": "ubuntu", "depends_on": ["web"], "running": false])
        first.apply([api])
        first.ask(.lifecycle(api.key, .start, by: .user("alice")))
        first.pass(milliseconds: 5_000)
        #expect(first.containers.map(\.name) == ["alice.web"])
        let waits = try #require(first.core.store[api.key]?.currentStatus?.condition(.running))
        #expect(waits.message.contains("space/alice/web is not known for now"))
    }

    /// The commit of another node with the status of `web`, which was made anew there. The one with its spec is lost.
    private func partOfSuccessor(_ codec: InternedLaneCodec) throws -> Push {
        var second = Bench(node: NodeID("n1"), peers: [NodeID("n0")], codec: codec)
        second.feed(.peers([NodeID("n0")]))
        second.pass(milliseconds: 100, step: 100)
        second.apply([template, web])
        return try #require(
            second.sent.lazy.compactMap { sent -> Push? in
                guard case .push(let push) = sent.message else { return nil }
                return push.entries.contains { $0.lane == .spec } ? nil : push
            }.first)
    }
}
