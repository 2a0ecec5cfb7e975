import HTTPTypes
import KnotAPI
import KnotModel
import KnotServer
import Testing

@Suite("Doors")
struct DoorTests {
    @Test("without a token, TCP answers only what is open to everybody")
    func open() async throws {
        try await TestServer.with { server in
            for route in server.api.routes {
                let path = route.path.replacing("{owner}", with: "~").replacing("{name}", with: "web")
                let status = try await server.send(route.method.rawValue, path, tcp: true).status
                switch route.access {
                case .open, .near: #expect(status != 401, "\(route.id)")
                case .user, .admin: #expect(status == 401, "\(route.id)")
                }
            }
            #expect(try await server.send("GET", "/api/v1/nothing", tcp: true).status == 401)
            #expect(try await server.send("GET", "/", tcp: true).status == 401)
        }
    }

    @Test("no write is open to everybody")
    func writes() async throws {
        try await TestServer.with { server in
            for route in server.api.routes where route.method != .get {
                #expect(route.access == .user || route.access == .admin, "\(route.id)")
            }
        }
    }

    @Test("a token lets its user in until it is deleted; a wrong one is refused")
    func tokens() async throws {
        try await TestServer.with { server in
            let made = try await server.send("POST", "/api/v1/tokens", #"{"name": "ci", "user": "alice"}"#)
            #expect(made.status == 201, "\(made.text)")
            let token = try #require(try made.decode(TokenDocument.self).token)
            #expect(token.hasPrefix("knot_"))
            let version = try await server.send("GET", "/api/v1/version", token: token).decode(VersionDocument.self)
            #expect(version.user == "alice")
            let list = try await server.send("GET", "/api/v1/tokens")
            #expect(!list.text.contains(token))
            #expect(!list.text.contains("digest"))
            #expect(try list.decode(TokenList.self).items.map(\.name) == ["ci"])
            let stored = await server.database.records.values.map { "\($0)" }.joined()
            #expect(!stored.contains(token))
            let wrong = String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A")
            #expect(try await server.send("GET", "/api/v1/spaces", token: wrong).status == 401)
            #expect(try await server.send("GET", "/healthz", token: "knot_x").status == 401)
            #expect(try await server.send("GET", "/api/v1/tokens", token: token).status == 403)
            #expect(try await server.send("POST", "/api/v1/tokens", #"{"user": "bob"}"#, token: token).status == 403)
            #expect(try await server.send("DELETE", "/api/v1/tokens/ci").status == 200)
            #expect(try await server.send("GET", "/api/v1/spaces", token: token).status == 401)
        }
    }

    @Test("a user's token does not reach another user's space")
    func owners() async throws {
        try await TestServer.with { server in
            let alice = try await server.makeToken(user: "alice")
            let bob = try await server.makeToken(user: "bob")
            try await server.apply(ubuntu)
            #expect(try await server.apply(web, token: alice).status == 200)
            #expect(try await server.apply("user: alice\n\(web)", token: bob).status == 403)
            #expect(try await server.send("POST", "/api/v1/spaces/alice/web/stop", token: bob).status == 403)
            #expect(try await server.send("DELETE", "/api/v1/spaces/alice/web", token: bob).status == 403)
            #expect(try await server.send("GET", "/api/v1/spaces/alice/web/logs", token: bob).status == 403)
            #expect(try await server.send("POST", "/api/v1/spaces/alice/web/stop", token: alice).status == 200)
            #expect(try await server.apply(ubuntu, "?source=git&prune=true", token: alice).status == 403)
        }
    }

    @Test("a manifest cannot make a token")
    func noTokenManifest() async throws {
        try await TestServer.with { server in
            let made = try await server.apply("kind: Token\nname: evil\nuser: admin\ndigest: aa\n")
            #expect(made.status == 422)
            #expect(try await server.send("POST", "/api/v1/delete", #"{"keys": ["token/ci"]}"#).status == 400)
        }
    }
}
