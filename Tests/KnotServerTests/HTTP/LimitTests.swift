import AsyncHTTPClient
import KnotAPI
import KnotModel
import KnotPlan
import KnotServer
import NIOCore
import NIOHTTP1
import Testing

@Suite("Limits and errors")
struct LimitTests {
    @Test("a body that is too long is refused, with and without a length")
    func bodies() async throws {
        try await TestServer.with { server in
            let large = String(repeating: " ", count: Exchange.maximumBody + 1)
            let reply = try await server.send("POST", "/api/v1/delete", large)
            #expect(reply.status == 413)
            #expect(reply.codes == [.invalid])
            let chunks = AsyncStream<ByteBuffer> { source in
                for _ in 0..<20 { source.yield(ByteBuffer(repeating: 32, count: 1 << 16)) }
                source.finish()
            }
            let streamed = try await server.open(
                "POST", "/api/v1/delete", body: .stream(chunks, length: .unknown))
            #expect(streamed.status == .payloadTooLarge)
        }
    }

    @Test("what is not understood is a 400 that says what would be right")
    func malformed() async throws {
        try await TestServer.with { server in
            let typo = try await server.apply(ubuntu, "?dryrun=true")
            #expect(typo.status == 400)
            #expect(typo.text.contains("did you mean 'dry_run'"))
            #expect(try await server.apply(ubuntu, "?dry_run=maybe").status == 400)
            #expect(try await server.apply(ubuntu, "?prune=true").status == 400)
            #expect(try await server.apply(ubuntu, "?expect=nonsense").status == 400)
            #expect(try await server.send("GET", "/api/v1/templates?selector=%3D%3D").status == 400)
            #expect(try await server.send("GET", "/api/v1/templates?since=abc&watch=true").status == 400)
            #expect(try await server.send("GET", "/api/v1/templates/UPPER").status == 400)
            #expect(try await server.send("POST", "/api/v1/delete", "{").status == 400)
            #expect(try await server.send("POST", "/api/v1/delete", "{}").text.contains("'keys' is missing"))
            let nothing = try await server.send("GET", "/api/v1/nothing")
            #expect(nothing.status == 404)
            #expect(nothing.codes == [.notFound])
        }
    }

    @Test("a body whose chunks are none is the client's mistake", arguments: ["apply", "delete", "tokens"])
    func chunks(path: String) async throws {
        try await TestServer.with { server in
            let head = "POST /api/v1/\(path) HTTP/1.1\r\nHost: knot\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answer = try await server.sendRaw(head + "zz\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("a name that is nearly right is suggested")
    func suggestion() async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            #expect(try await server.send("GET", "/api/v1/templates/ubunut").text.contains("did you mean 'ubuntu'"))
        }
    }

    @Test("a refused commit is a 503, and the next one works")
    func database() async throws {
        try await TestServer.with { server in
            await server.database.refuse(.init(.databaseFailed, subject: "database", "the disk is full"))
            let refused = try await server.apply(ubuntu)
            #expect(refused.status == 503)
            #expect(try await server.send("GET", "/api/v1/templates/ubuntu").status == 404)
            await server.database.refuse(nil)
            #expect(try await server.apply(ubuntu).status == 200)
        }
    }

    @Test("ten thousand documents are applied and reviewed")
    func many() async throws {
        try await TestServer.with { server in
            let documents = (0..<10_000).map { index in
                """
                kind: Variable
                name: v\(index)
                labels: {group: g\(index % 10)}
                value: \(String(repeating: "x", count: 300))
                """
            }.joined(separator: "\n---\n")
            let reply = try await server.apply(documents)
            #expect(reply.status == 200)
            let diff = try await server.apply(documents, "?dry_run=true").decode(ChangesDocument.self)
            #expect(diff.changes.count == 10_000)
            #expect(diff.changes.allSatisfy { $0.verb == .unchanged })
        }
    }

    @Test("more documents than one apply may have are refused before anything is made of them")
    func tooMany() async throws {
        try await TestServer.with { server in
            func documents(_ count: Int) -> String {
                (0..<count).map { "kind: Variable\nname: v\($0)\nvalue: x\n" }.joined(separator: "---\n")
            }
            let refused = try await server.apply(documents(API.maximumDocuments + 1))
            #expect(refused.status == 413)
            #expect(refused.text.contains("several parts"))
            #expect(try await server.apply(documents(API.maximumDocuments), "?dry_run=true").status == 200)
        }
    }
}
