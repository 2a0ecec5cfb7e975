import KnotAPI
import KnotModel
import KnotServer
import Synchronization
import Testing

@Suite("What is said of the server")
struct ServiceTests {
    @Test("the process lives, and is ready once each engine was looked at")
    func ready() async throws {
        try await TestServer.with { server in
            #expect(try await server.send("GET", "/healthz", tcp: true).status == 200)
            while try await server.send("GET", "/readyz", tcp: true).status != 200 {
                try await Task.sleep(for: .milliseconds(10))
            }
            let runtimes = try await server.send("GET", "/api/v1/runtimes").decode(RuntimeList.self)
            #expect(runtimes.items == [.init(kind: .docker, up: true, version: "1.2.3", failure: nil)])
        }
    }

    @Test("an engine that is not there is shown with the reason, and the node is ready all the same")
    func down() async throws {
        let engine = ScriptedEngine()
        engine.world.withLock { $0.isUp = false }
        try await TestServer.with(engine: engine) { server in
            while try await server.send("GET", "/readyz").status != 200 { try await Task.sleep(for: .milliseconds(10)) }
            let runtimes = try await server.send("GET", "/api/v1/runtimes").decode(RuntimeList.self)
            #expect(runtimes.items.map(\.up) == [false])
            #expect(runtimes.items.first?.failure?.code == .engineUnreachable)
        }
    }

    @Test("a database that cannot be written makes the node not ready, also when nobody writes, and is not asked often")
    func database() async throws {
        try await TestServer.with { server in
            while try await server.send("GET", "/readyz").status != 200 { try await Task.sleep(for: .milliseconds(10)) }
            let before = await server.database.checks
            let start = ContinuousClock.now
            for _ in 0..<100 { _ = try await server.send("GET", "/readyz") }
            // At most one in ten seconds, however long the machine takes for the hundred.
            let periods = Int((ContinuousClock.now - start).components.seconds / 10)
            #expect(await server.database.checks <= before + 2 + periods)
            await server.database.refuse(.init(.outOfDisk, subject: "database", "the disk is full"))
            while try await server.send("GET", "/readyz").status == 200 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await server.send("GET", "/readyz").text.contains("the disk is full"))
            #expect(try await server.send("GET", "/healthz").status == 200)
            await server.database.refuse(nil)
            while try await server.send("GET", "/readyz").status != 200 { try await Task.sleep(for: .milliseconds(50)) }
            // A commit that fails says so at once.
            await server.database.refuse(.init(.outOfDisk, subject: "database", "the disk is full"))
            #expect(try await server.apply(ubuntu).status == 503)
            #expect(try await server.send("GET", "/readyz").status == 503)
        }
    }

    @Test("metrics count requests, commits, actions and spaces")
    func metrics() async throws {
        try await TestServer.with { server in
            try await server.apply("\(ubuntu)\n---\n\(web)\n")
            _ = try await server.settle("/api/v1/spaces/~/web", .running)
            let text = try await server.send("GET", "/metrics", tcp: true).text
            let lines = text.split(separator: "\n")
            #expect(lines.contains(#"knot_spaces{phase="Running"} 1"#))
            #expect(lines.contains(#"knot_engine_actions_total{action="create",result="done"} 1"#))
            #expect(lines.contains { $0.hasPrefix("knot_reconcile_queue ") })
            #expect(
                lines.contains { $0.hasPrefix("knot_commit_seconds_count ") && $0 != "knot_commit_seconds_count 0" })
            #expect(lines.contains { $0.hasPrefix(#"knot_http_requests_total{method="POST",route="/api/v1/apply""#) })
            #expect(lines.contains { $0.hasPrefix("process_resident_memory_bytes ") })
        }
    }
}
