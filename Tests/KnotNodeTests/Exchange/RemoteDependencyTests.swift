import KnotModel
import KnotNode
import Testing

@Suite("Dependencies on other nodes")
struct RemoteDependencyTests {
    private func space(_ name: String, _ fields: FieldMap) -> Manifest {
        var fields = fields
        fields["template"] = "ubuntu"
        return Manifest(key: ResourceKey(.space, owner: "alice", name: name), fields: fields)
    }

    @Test("a space starts once what it depends on is told to be ready by its node")
    func starts() {
        let template = Manifest(
            key: ResourceKey(.template, name: "ubuntu"),
            fields: ["container": ["image": "ubuntu:latest", "command": ["sleep"]]])
        var group = BenchGroup(2, engines: true)
        group.nodes[1].apply([template, space("db", ["running": false])])
        group.pass(milliseconds: 2_000)
        group.nodes[0].apply([space("api", ["depends_on": ["db"]])])
        group.pass(milliseconds: 5_000)
        #expect(group.nodes.map(\.containers.count) == [0, 0])
        group.nodes[0].ask(.lifecycle(ResourceKey(.space, owner: "alice", name: "db"), .start, by: .user("alice")))
        group.pass(milliseconds: 5_000)
        #expect(group.nodes.map(\.containers.count) == [1, 1])
    }
}
