import AsyncHTTPClient
import KnotAPI
import KnotModel
import KnotServer
import NIOCore
import NIOHTTP1
import Testing

@Suite("Log and exec streams")
struct StreamTests {
    private func frames(
        _ response: HTTPClientResponse, _ each: @Sendable (Frame) async -> Void = { _ in }
    ) async throws -> [Frame] {
        var decoder = FrameDecoder()
        var frames: [Frame] = []
        for try await chunk in response.body {
            decoder.append(chunk.readableBytesView)
            // Every 20 seconds one shows that the stream lives.
            while let frame = try decoder.next() {
                guard frame.topic != .keepAlive else { continue }
                frames.append(frame)
                await each(frame)
            }
        }
        return frames
    }

    private func running(_ server: TestServer) async throws {
        try await server.apply("\(ubuntu)\n---\n\(web)\n")
        _ = try await server.settle("/api/v1/spaces/~/web", .running)
    }

    @Test("logs come as frames of their source")
    func logs() async throws {
        try await TestServer.with { server in
            try await running(server)
            let all = try await frames(try await server.open("GET", "/api/v1/spaces/~/web/logs?tail=2"))
            #expect(all.map(\.topic) == [.output, .output, .errorOutput])
            #expect(String(decoding: all.flatMap(\.payload), as: UTF8.self) == "two\nthree\noops\n")
        }
    }

    @Test("exec answers while the request goes on", .timeLimit(.minutes(10)))
    func duplex() async throws {
        try await TestServer.with { server in
            try await running(server)
            let (body, source) = AsyncStream.makeStream(of: ByteBuffer.self)
            let request = try APICoding.encode(ExecDocument(command: ["cat"], interactive: true))
            source.yield(ByteBuffer(bytes: Frame(.request, payload: request).encoded))
            source.yield(ByteBuffer(bytes: Frame(.input, payload: Array("one".utf8)).encoded))
            let response = try await server.open(
                "POST", "/api/v1/spaces/~/web/exec", body: .stream(body, length: .unknown))
            #expect(response.status == .ok)
            // Each answer is waited for before the next is sent: only a full duplex gets to the end.
            let all = try await frames(response) { frame in
                switch (frame.topic, String(decoding: frame.payload, as: UTF8.self)) {
                case (.output, "one"):
                    let size = Array(#"{"rows": 24, "columns": 80}"#.utf8)
                    source.yield(ByteBuffer(bytes: Frame(.resize, payload: size).encoded))
                case (.errorOutput, "24x80"):
                    source.yield(ByteBuffer(bytes: Frame(.input, payload: Array("two".utf8)).encoded))
                case (.output, "two"):
                    source.yield(ByteBuffer(bytes: Frame(.inputEnd).encoded))
                default: source.finish()
                }
            }
            #expect(all.map(\.topic) == [.output, .errorOutput, .output, .exit])
            #expect(try APICoding.decode(ExitDocument.self, from: all.last?.payload ?? []).code == 7)
        }
    }

    @Test("the answer ends although the request never does", .timeLimit(.minutes(10)))
    func openEnded() async throws {
        try await TestServer.with { server in
            try await running(server)
            let (body, source) = AsyncStream.makeStream(of: ByteBuffer.self)
            source.yield(ByteBuffer(bytes: Frame(.request, payload: Array("nonsense".utf8)).encoded))
            let response = try await server.open(
                "POST", "/api/v1/spaces/~/web/exec", body: .stream(body, length: .unknown))
            var topics: [Frame.Topic] = []
            var decoder = FrameDecoder()
            for try await chunk in response.body {
                decoder.append(chunk.readableBytesView)
                while let frame = try decoder.next() {
                    if frame.topic != .keepAlive { topics.append(frame.topic) }
                }
                if topics.last == .failure { break }
            }
            #expect(topics == [.failure])
            source.finish()
        }
    }

    @Test("a command that cannot run is a failure frame")
    func missing() async throws {
        try await TestServer.with { server in
            try await running(server)
            let request = try APICoding.encode(ExecDocument(command: ["missing"]))
            let body = ByteBuffer(bytes: Frame(.request, payload: request).encoded)
            let all = try await frames(
                try await server.open("POST", "/api/v1/spaces/~/web/exec", body: .bytes(body)))
            #expect(all.map(\.topic) == [.failure])
            #expect(try APICoding.decode(Failure.self, from: all[0].payload).code == .commandFailed)
        }
    }

    @Test("places are given back, whatever way a command ends")
    func places() async throws {
        try await TestServer.with { server in
            try await running(server)
            for _ in 0..<(64 + 8 + 8) {
                let body = ByteBuffer(bytes: Frame(.inputEnd).encoded)
                let response = try await server.open("POST", "/api/v1/spaces/~/web/exec", body: .bytes(body))
                #expect(response.status == .ok)
                _ = try await frames(response)
            }
        }
    }

    @Test("a space without a container has no logs")
    func none() async throws {
        try await TestServer.with { server in
            try await server.apply("\(ubuntu)\n---\n\(web.replacing("true", with: "false"))\n")
            let reply = try await server.send("GET", "/api/v1/spaces/~/web/logs")
            #expect(reply.status == 409)
            #expect(try await server.send("GET", "/api/v1/spaces/~/other/logs").status == 404)
        }
    }
}
