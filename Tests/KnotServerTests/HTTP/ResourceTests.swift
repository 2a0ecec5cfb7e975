import KnotAPI
import KnotModel
import KnotPlan
import Synchronization
import Testing

@Suite("Resources over HTTP")
struct ResourceTests {
    @Test("what is applied is listed, shown and runs")
    func applyAndGet() async throws {
        try await TestServer.with { server in
            let applied = try await server.apply("\(ubuntu)\n---\n\(web)\n")
            #expect(applied.status == 200, "\(applied.text)")
            let changes = try applied.decode(ChangesDocument.self).changes
            #expect(changes.map(\.verb) == [.created, .created])
            let list = try await server.send("GET", "/api/v1/templates").decode(ResourceList.self)
            #expect(list.items.map(\.key.description) == ["template/ubuntu"])
            #expect(list.cursor != nil)
            let document = try await server.settle("/api/v1/spaces/~/web", .running)
            #expect(document.key == ResourceKey(.space, owner: "admin", name: "web"))
            let again = try await server.apply("\(ubuntu)\n---\n\(web)\n").decode(ChangesDocument.self)
            #expect(again.changes.map(\.verb) == [.unchanged, .unchanged])
        }
    }

    @Test("a resource is shown as YAML that applies unchanged")
    func yaml() async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            let yaml = try await server.send(
                "GET", "/api/v1/templates/ubuntu", headers: [("Accept", "application/yaml")])
            #expect(yaml.status == 200)
            #expect(yaml.text.contains("ubuntu:24.04"))
            let again = try await server.apply(yaml.text).decode(ChangesDocument.self)
            #expect(again.changes.map(\.verb) == [.unchanged])
        }
    }

    @Test("lists are filtered by label and by user")
    func filters() async throws {
        try await TestServer.with { server in
            try await server.apply("\(ubuntu)\n---\n\(web)\n---\nkind: Template\nname: plain\ncontainer: {image: a}\n")
            let labelled = try await server.send("GET", "/api/v1/templates?selector=team%3Dweb").decode(
                ResourceList.self)
            #expect(labelled.items.map(\.key.name) == ["ubuntu"])
            let others = try await server.send("GET", "/api/v1/spaces?user=bob").decode(ResourceList.self)
            #expect(others.items.isEmpty)
            let own = try await server.send("GET", "/api/v1/spaces?user=admin").decode(ResourceList.self)
            #expect(own.items.count == 1)
        }
    }

    @Test("a dry run answers the changes and writes nothing")
    func dryRun() async throws {
        try await TestServer.with { server in
            let reply = try await server.apply(ubuntu, "?dry_run=true")
            #expect(try reply.decode(ChangesDocument.self).changes.map(\.verb) == [.created])
            #expect(try await server.send("GET", "/api/v1/templates/ubuntu").status == 404)
            #expect(await server.database.records.isEmpty)
        }
    }

    @Test("a write against an old revision is a conflict")
    func conflict() async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            let old = try await server.send("GET", "/api/v1/templates/ubuntu")
            let etag = try #require(old.etag)
            let edited = ubuntu.replacing("24.04", with: "22.04")
            let fresh = try await server.send("POST", "/api/v1/apply", edited, headers: [("If-Match", etag)])
            #expect(fresh.status == 200, "\(fresh.text)")
            let stale = try await server.send("POST", "/api/v1/apply", ubuntu, headers: [("If-Match", etag)])
            #expect(stale.status == 409)
            #expect(stale.codes == [.conflict])
            let revision = etag.filter { $0 != "\"" }
            let expected = try await server.apply(ubuntu, "?expect=template/ubuntu@\(revision)")
            #expect(expected.status == 409)
            let deleted = try await server.send("DELETE", "/api/v1/templates/ubuntu", headers: [("If-Match", etag)])
            #expect(deleted.status == 409)
        }
    }

    @Test("delete removes, once; what is used is not deleted")
    func delete() async throws {
        try await TestServer.with { server in
            try await server.apply("\(ubuntu)\n---\n\(web)\n")
            #expect(try await server.send("DELETE", "/api/v1/templates/ubuntu").status >= 400)
            _ = try await server.settle("/api/v1/spaces/~/web", .running)
            let body = #"{"keys": ["space/web"]}"#
            #expect(try await server.send("POST", "/api/v1/delete", body).status == 200)
            while try await server.send("GET", "/api/v1/spaces/~/web").status != 404 {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(server.engine.world.withLock { $0.containers.isEmpty })
            #expect(try await server.send("DELETE", "/api/v1/templates/ubuntu").status == 200)
            let again = try await server.send("DELETE", "/api/v1/templates/ubuntu")
            #expect(again.status == 404)
            #expect(try await server.send("DELETE", "/api/v1/templates/ubuntu?ignore_missing=true").status == 200)
        }
    }

    @Test("start and stop say when they are accepted, and are done")
    func lifecycle() async throws {
        try await TestServer.with { server in
            try await server.apply("\(ubuntu)\n---\n\(web)\n")
            _ = try await server.settle("/api/v1/spaces/~/web", .running)
            #expect(try await server.send("POST", "/api/v1/spaces/~/web/stop").status == 200)
            _ = try await server.settle("/api/v1/spaces/~/web", .stopped)
            #expect(try await server.send("POST", "/api/v1/spaces/~/web/start").status == 200)
            _ = try await server.settle("/api/v1/spaces/~/web", .running)
        }
    }

    @Test("the reasons of a bad manifest come with their place")
    func diagnostics() async throws {
        try await TestServer.with { server in
            let reply = try await server.apply("kind: Template\nname: ubuntu\ncontaner: {}\n")
            #expect(reply.status == 422)
            #expect(reply.text.contains("-:3:1"))
            #expect(reply.codes.contains(.invalid))
        }
    }

    @Test("why tells the chain, the plan and the events")
    func why() async throws {
        try await TestServer.with { server in
            try await server.apply("\(ubuntu)\n---\n\(web)\n")
            _ = try await server.settle("/api/v1/spaces/~/web", .running)
            let explanation = try await server.send("GET", "/api/v1/why/space/~/web").decode(Explanation.self)
            #expect(!explanation.chain.isEmpty)
            #expect(explanation.resource.key.name == "web")
            #expect(try await server.send("GET", "/api/v1/why/space/~/nothing").status == 404)
            let events = try await server.send("GET", "/api/v1/events?for=space/web").decode(EventList.self)
            #expect(events.items.allSatisfy { $0.key.name == "web" })
        }
    }

    @Test("the value of a protected variable is never shown, and survives being applied as shown")
    func protected() async throws {
        try await TestServer.with { server in
            let yaml = "kind: Variable\nname: password\nvalue: hunter2\nprotected: true\n"
            let created = try await server.apply(yaml)
            #expect(created.status == 200, "\(created.text)")
            #expect(!created.text.contains("hunter2"))
            #expect(!(try await server.send("GET", "/api/v1/variables")).text.contains("hunter2"))
            let diff = try await server.apply(yaml.replacing("hunter2", with: "hunter3"), "?dry_run=true")
            #expect(!diff.text.contains("hunter"))
            #expect(try diff.decode(ChangesDocument.self).changes.map(\.verb) == [.configured])
            let shown = try await server.send(
                "GET", "/api/v1/variables/password", headers: [("Accept", "application/yaml")])
            #expect(shown.text.contains("********"))
            let again = try await server.apply(shown.text).decode(ChangesDocument.self)
            #expect(again.changes.map(\.verb) == [.unchanged])
        }
    }
}
