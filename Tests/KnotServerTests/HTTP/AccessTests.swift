import HTTPTypes
import KnotAPI
import KnotModel
import KnotServer
import Testing

/// What is asked of a request before its handler sees it.
@Suite("Access over TCP")
struct AccessTests {
    @Test("a request by a name that the server does not have is refused on every route")
    func hosts() async throws {
        try await TestServer.with(access: .init(hosts: .init(["knot.example.com"]))) { server in
            for path in ["/metrics", "/healthz", "/api/v1/version", "/api/v1/nothing"] {
                let answer = try await server.get(path, host: "evil.example:3000")
                #expect(answer.hasPrefix("HTTP/1.1 421"), "\(path)")
                #expect(answer.contains("server.allowed_hosts"))
            }
            for host in ["knot.example.com:443", "localhost", "127.0.0.1:3000", "[::1]:3000"] {
                #expect(try await server.get("/metrics", host: host).hasPrefix("HTTP/1.1 200"), "\(host)")
            }
            #expect(try await server.raw("GET /healthz HTTP/1.0\r\n\r\n").contains(" 200 "), "no browser sends none")
            #expect(
                try await server.get("/healthz", host: "localhost", from: "127.0.0.1", "Host: a\r\n").contains(" 400 "))
            #expect(try await server.send("GET", "/healthz").status == 200, "the socket is nobody's web page's")
        }
    }

    @Test("a request that a proxy on this machine passes on is not a near one")
    func near() async throws {
        let proxy = try #require(AddressRange("127.0.0.5"))
        try await TestServer.with(access: .init(proxies: .init([proxy]), hosts: .init(["knot"]))) { server in
            let cases = [
                ("127.0.0.1", "", true), ("127.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n", false),
                // A stranger is not believed, and a proxy that names nobody stands for everybody.
                ("127.0.0.1", "X-Forwarded-For: 127.0.0.1\r\n", false),
                ("127.0.0.1", "Forwarded: for=127.0.0.1\r\n", false), ("127.0.0.5", "", false),
                ("127.0.0.5", "X-Forwarded-For: 192.0.2.1\r\n", false),
                ("127.0.0.5", "X-Forwarded-For: 127.0.0.1, 192.0.2.1\r\n", false),
                ("127.0.0.5", "X-Forwarded-For: 127.0.0.1\r\n", true),
            ]
            for (source, headers, isNear) in cases {
                let answer = try await server.get("/metrics", from: source, headers)
                #expect(answer.hasPrefix(isNear ? "HTTP/1.1 200" : "HTTP/1.1 401"), "\(source) \(headers)")
            }
        }
    }

    @Test("wrong tokens of one address are slowed down; a valid one, and other addresses, are not")
    func guessing() async throws {
        let proxy = try #require(AddressRange("127.0.0.5"))
        try await TestServer.with(access: .init(proxies: .init([proxy]), hosts: .init(["knot"]))) { server in
            let token = try await server.makeToken(user: "alice")
            func ask(_ token: String, from source: String, _ headers: String = "") async throws -> String {
                try await server.get("/api/v1/spaces", from: source, "Authorization: Bearer \(token)\r\n\(headers)")
            }
            for _ in 0..<5 { #expect(try await ask("knot_wrong", from: "127.0.0.7").hasPrefix("HTTP/1.1 401")) }
            for _ in 0..<3 {
                let answer = try await ask("knot_wrong", from: "127.0.0.7").lowercased()
                #expect(answer.hasPrefix("http/1.1 429"))
                #expect(answer.contains("retry-after: "))
            }
            #expect(try await ask("knot_wrong", from: "127.0.0.8").hasPrefix("HTTP/1.1 401"))
            #expect(try await ask(token, from: "127.0.0.7").hasPrefix("HTTP/1.1 200"), "nobody is locked out")
            #expect(try await ask("knot_wrong", from: "127.0.0.7").hasPrefix("HTTP/1.1 401"), "and it begins anew")
            // Behind a proxy it is the client that counts.
            for _ in 0..<6 { _ = try await ask("knot_wrong", from: "127.0.0.5", "X-Forwarded-For: 192.0.2.1\r\n") }
            let one = try await ask("knot_wrong", from: "127.0.0.5", "X-Forwarded-For: 192.0.2.1\r\n")
            #expect(one.hasPrefix("HTTP/1.1 429"))
            let other = try await ask("knot_wrong", from: "127.0.0.5", "X-Forwarded-For: 192.0.2.2\r\n")
            #expect(other.hasPrefix("HTTP/1.1 401"))
        }
        try await TestServer.with(access: .init(hosts: .init(["knot"]), slowsGuessing: false)) { server in
            for _ in 0..<8 {
                let answer = try await server.send("GET", "/api/v1/spaces", token: "knot_wrong")
                #expect(answer.status == 401)
            }
        }
    }

    @Test("the pause after wrong tokens doubles, has an end, and is forgotten")
    func pauses() throws {
        let brake = GuessingBrake()
        let address = try #require(ClientAddress("2001:db8::1"))
        let neighbour = try #require(ClientAddress("2001:db8::2"))
        let start = ContinuousClock.now
        var pauses: [Duration?] = []
        for _ in 0..<14 { pauses.append(brake.failed(address, at: start)) }
        let counted = [1, 2, 4, 8, 16, 32, 60, 60, 60].map { Duration.seconds($0) }
        #expect(pauses == [nil, nil, nil, nil, nil] + counted.map(Optional.some))
        #expect(brake.failed(neighbour, at: start) == .seconds(60), "of one /64")
        #expect(brake.failed(address, at: start + .seconds(601)) == nil)
    }

    @Test("a method that a path does not have is a 405 that names those it has; HEAD is answered as GET is")
    func methods() async throws {
        try await TestServer.with { server in
            var paths: [String: Set<String>] = [:]
            for route in server.api.routes {
                let path = route.path.replacing("{owner}", with: "~").replacing("{name}", with: "web")
                paths[path, default: []].insert(route.method.rawValue)
            }
            for (path, methods) in paths {
                for method in ["TRACE", "PUT", "PATCH", "OPTIONS", "POST", "DELETE"] where !methods.contains(method) {
                    let answer = try await server.send(method, path)
                    #expect(answer.status == 405, "\(method) \(path)")
                    let allowed = Set((answer.allow ?? "").split(separator: ", ").map(String.init))
                    #expect(allowed == methods.union(methods.contains("GET") ? ["HEAD"] : []), "\(method) \(path)")
                }
                guard methods.contains("GET") else { continue }
                let head = try await server.send("HEAD", path)
                #expect(try await server.send("GET", path).status == head.status, "\(path)")
                #expect(head.bytes.isEmpty)
            }
            #expect(try await server.send("TRACE", "/healthz", tcp: true).status == 405)
            #expect(try await server.send("TRACE", "/api/v1/spaces", tcp: true).status == 401)
            #expect(try await server.send("TRACE", "/api/v1/nothing").status == 404)
            // What follows on the connection is read right: the refusal of HEAD has no body either.
            let raw = try await server.raw(
                "HEAD /api/v1/spaces HTTP/1.1\r\nHost: knot\r\n\r\n"
                    + "GET /healthz HTTP/1.1\r\nHost: knot\r\nConnection: close\r\n\r\n")
            #expect(raw.ranges(of: "HTTP/1.1").count == 2)
            #expect(raw.contains("\r\n\r\nHTTP/1.1 200"))
            #expect(try await server.send("HEAD", "/api/v1/spaces?watch=true").status == 200)
            #expect(try await server.send("HEAD", "/api/v1/nothing").bytes.isEmpty)
        }
    }

    @Test(
        "a field of a request that is null or unknown is refused, and nothing is done",
        arguments: [
            #"{"keys": ["template/ubuntu"], "keepVolumes": null}"#, #"{"keys": ["template/ubuntu"], "force": null}"#,
            #"{"keys": ["template/ubuntu"], "ignoreMissing": null}"#, #"{"keys": ["template/ubuntu", null]}"#,
            #"{"keys": null}"#, #"{"keys": ["template/ubuntu"], "keep_volumes": true}"#,
            #"{"keys": ["template/ubuntu"], "KeepVolumes": true}"#, "null", #"["template/ubuntu"]"#,
        ])
    func nulls(body: String) async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            let refused = try await server.send("POST", "/api/v1/delete", body)
            #expect(refused.status == 400, "\(refused.text)")
            #expect(try await server.send("GET", "/api/v1/templates/ubuntu").status == 200)
        }
    }

    @Test(
        "so is one of a token's request",
        arguments: [
            #"{"user": "bob", "name": null}"#, #"{"user": "bob", "description": null}"#, #"{"user": null}"#,
            #"{"user": "bob", "admin": true}"#,
        ])
    func tokenNulls(body: String) async throws {
        try await TestServer.with { server in
            let refused = try await server.send("POST", "/api/v1/tokens", body)
            #expect(refused.status == 400)
            #expect(try await server.send("GET", "/api/v1/tokens").decode(TokenList.self).items.isEmpty)
        }
    }
}
