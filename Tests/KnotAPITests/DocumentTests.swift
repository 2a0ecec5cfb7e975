import KnotAPI
import KnotModel
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("what a delete leaves out is false")
    func delete() throws {
        let document = try APICoding.decode(DeleteDocument.self, from: Array(#"{"keys": ["space/alice/web"]}"#.utf8))
        #expect(document == DeleteDocument(keys: [ResourceKey(.space, owner: "alice", name: "web")]))
    }

    @Test("documents are written with sorted keys")
    func coding() throws {
        let size = TerminalSize(rows: 24, columns: 80)
        #expect(String(decoding: try APICoding.encode(size), as: UTF8.self) == #"{"columns":80,"rows":24}"#)
        #expect(try APICoding.decode(TerminalSize.self, from: try APICoding.encode(size)) == size)
    }

    @Test("paths name what they are for")
    func paths() {
        let space = ResourceKey(.space, owner: "alice", name: "web")
        #expect(APIPath.resource(space) == "/api/v1/spaces/alice/web")
        #expect(APIPath.resource(ResourceKey(.space, name: "web")) == "/api/v1/spaces/~/web")
        #expect(APIPath.lifecycle(space, "restart") == "/api/v1/spaces/alice/web/restart")
        #expect(APIPath.why(ResourceKey(.template, name: "ubuntu")) == "/api/v1/why/template/ubuntu")
    }
}
