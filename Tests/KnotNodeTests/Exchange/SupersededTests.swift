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
}
