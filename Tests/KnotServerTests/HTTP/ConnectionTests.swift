import KnotAPI
import KnotModel
import KnotServer
import NIOCore
import Testing

/// Real sockets against the real listener: nobody who holds connections keeps the others out.
@Suite("Connections", .serialized)
struct ConnectionTests {
    private static let ok = "HTTP/1.1 200"

    @Test("three thousand idle connections of one address, reopened, keep nobody out")
    func flood() async throws {
        try await TestServer.with { server in
            var held: [RawConnection] = []
            for index in 0..<3000 {
                held.append(try RawConnection(port: server.port, from: "127.0.0.9"))
                guard index.isMultiple(of: 100) else { continue }
                let answer = try await server.get("/healthz")
                #expect(answer.hasPrefix(Self.ok), "after \(index)")
            }
            // Each is opened again, with the beginning of a request.
            for index in held.indices {
                held[index] = try RawConnection(port: server.port, from: "127.0.0.9")
                held[index].send("GET /healthz HTTP/1.1\r\nHost: kn")
                guard index.isMultiple(of: 100) else { continue }
                let answer = try await server.get("/healthz")
                #expect(answer.hasPrefix(Self.ok), "opened again, \(index)")
            }
            #expect(try await server.send("GET", "/healthz").status == 200, "the socket is apart from it all")
            // Nor is that address shut out for good, and it holds its share and no more.
            while try await !server.get("/healthz", from: "127.0.0.9").hasPrefix(Self.ok) {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(await TestServer.closed(held, within: 0) >= 3000 - ConnectionTable.Limits().strangersPerAddress)
        }
    }

    @Test("idle connections of many addresses make room for new ones, and leave the ones with a token alone")
    func crowd() async throws {
        var limits = ConnectionTable.Limits()
        limits.all = 100
        limits.strangers = 60
        limits.strangersPerAddress = 4
        try await TestServer.with(limits: limits) { server in
            let token = try await server.makeToken(user: "alice")
            let own = try RawConnection(port: server.port, from: "127.0.1.1")
            let request = "GET /api/v1/version HTTP/1.1\r\nHost: knot\r\nAuthorization: Bearer \(token)\r\n\r\n"
            own.send(request)
            #expect(await own.answer().hasPrefix(Self.ok))
            var held: [RawConnection] = []
            for index in 0..<300 {
                held.append(try RawConnection(port: server.port, from: "127.0.2.\(1 + index % 250)"))
            }
            #expect(try await server.get("/healthz", from: "127.0.3.1").hasPrefix(Self.ok))
            own.send(request)
            #expect(await own.answer().hasPrefix(Self.ok), "a connection with a token is not the one to go")
        }
    }

    @Test("a user's connections with a token end before all places are taken")
    func tokens() async throws {
        var limits = ConnectionTable.Limits()
        limits.all = 40
        limits.strangers = 20
        limits.strangersPerAddress = 10
        try await TestServer.with(limits: limits) { server in
            let alice = try await server.makeToken(user: "alice")
            let bob = try await server.makeToken(user: "bob")
            func hold(_ token: String) async throws -> RawConnection {
                let connection = try RawConnection(port: server.port)
                connection.send("GET /api/v1/version HTTP/1.1\r\nHost: knot\r\nAuthorization: Bearer \(token)\r\n\r\n")
                #expect(await connection.answer().hasPrefix(Self.ok))
                return connection
            }
            let own = try await hold(bob)
            var held: [RawConnection] = []
            for _ in 0..<60 { held.append(try await hold(alice)) }
            #expect(await TestServer.closed(held.suffix(10), within: 0) == 0, "her newest ones live")
            #expect(await TestServer.closed(held.prefix(40), within: 5) == 40, "in place of her oldest ones")
            #expect(await TestServer.closed([own], within: 0) == 0, "bob's lives")
            #expect(try await server.get("/healthz").hasPrefix(Self.ok))
        }
    }

    @Test("a proxy that is trusted names the client by a PROXY header, and each client has its own bound")
    func proxyHeaders() async throws {
        var limits = ConnectionTable.Limits()
        limits.strangersPerAddress = 2
        limits.openingTime = .seconds(600)
        let proxy = try #require(AddressRange("127.0.0.5"))
        let access = NetworkAccess(proxies: .init([proxy]), hosts: .init(["knot"]))
        try await TestServer.with(access: access, limits: limits) { server in
            let request = "GET /healthz HTTP/1.1\r\nHost: knot\r\nConnection: close\r\n\r\n"
            let line = "PROXY TCP4 192.0.2.7 192.0.2.1 40000 443\r\n"
            #expect(try await server.raw(line + request, from: "127.0.0.5").hasPrefix(Self.ok))
            let six = "PROXY TCP6 2001:db8::7 2001:db8::1 40000 443\r\n"
            #expect(try await server.raw(six + request, from: "127.0.0.5").hasPrefix(Self.ok))
            let binary: [UInt8] =
                [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x11, 0, 12]
                + [192, 0, 2, 7, 192, 0, 2, 1, 0x9c, 0x40, 1, 0xbb]
            let connection = try RawConnection(port: server.port, from: "127.0.0.5")
            // In two parts, as the network may cut it.
            connection.send(Array(binary.prefix(15)))
            connection.send(Array(binary.dropFirst(15)) + Array(request.utf8))
            #expect(await connection.read().hasPrefix(Self.ok))
            #expect(try await server.raw(request, from: "127.0.0.5").hasPrefix(Self.ok), "its own checks need none")

            let first = try RawConnection(port: server.port, from: "127.0.0.5")
            first.send("PROXY TCP4 198.51.100.1 192.0.2.1 40000 443\r\n")
            let others = try (0..<8).map { _ in
                let other = try RawConnection(port: server.port, from: "127.0.0.5")
                other.send(line)
                return other
            }
            #expect(await TestServer.closed(others, within: 5) == 6, "one client has its bound")
            #expect(await TestServer.closed([first], within: 0) == 0, "which is not another's")
        }
    }

    @Test("a PROXY header of anybody else, or one that cannot be read, is a bad request")
    func untrusted() async throws {
        let proxy = try #require(AddressRange("127.0.0.5"))
        try await TestServer.with(access: .init(proxies: .init([proxy]), hosts: .init(["knot"]))) { server in
            let request = "GET /healthz HTTP/1.1\r\nHost: knot\r\n\r\n"
            let line = "PROXY TCP4 192.0.2.7 192.0.2.1 40000 443\r\n"
            let refused = try await server.raw(line + request)
            #expect(refused.hasPrefix("HTTP/1.1 400"))
            #expect(refused.contains("server.trusted_proxies"))
            #expect(
                try await server.raw("PROXY TCP4 nonsense\r\n" + request, from: "127.0.0.5").hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("a head that drips and a body that drips are cut off, also with a token")
    func slow() async throws {
        var limits = ConnectionTable.Limits()
        limits.openingTime = .seconds(2)
        limits.headTime = .seconds(2)
        limits.bodyTime = .seconds(2)
        try await TestServer.with(limits: limits) { server in
            let token = try await server.makeToken(user: "alice")
            let first = try RawConnection(port: server.port)
            let second = try RawConnection(port: server.port)
            second.send("GET /healthz HTTP/1.1\r\nHost: knot\r\n\r\nGET /heal")
            let body = try RawConnection(port: server.port)
            body.send(
                "POST /api/v1/delete HTTP/1.1\r\nHost: knot\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Length: 1000000\r\n\r\n")
            var open = [first, second, body]
            // Without the deadlines this does not end before the bodies have come, in more than three days.
            for _ in 0..<300 where !open.isEmpty {
                for connection in open { connection.send("a") }
                var left: [RawConnection] = []
                for connection in open where await !connection.isClosed(within: 1) { left.append(connection) }
                open = left
            }
            #expect(open.isEmpty)
        }
    }

    @Test("a client whose body is refused sends the rest, finds the answer, and asks again over the same connection")
    func refusedBody() async throws {
        var limits = ConnectionTable.Limits()
        limits.closeTime = .seconds(12)
        try await TestServer.with(limits: limits) { server in
            let token = try await server.makeToken(user: "alice")
            let connection = try RawConnection(port: server.port)
            // More than lies between the two ends: somebody reads it.
            connection.send(Self.request(token, length: 32 << 20))
            for _ in 0..<32 { connection.send([UInt8](repeating: 32, count: 1 << 20)) }
            #expect(await connection.answer().hasPrefix("HTTP/1.1 413"))
            // That is past the time that a client has which goes on and on.
            try await Task.sleep(for: .seconds(16))
            connection.send(Self.request(token, length: 2) + "{}")
            #expect(await connection.answer().hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("a client whose body is refused and never ends is cut off")
    func endlessBody() async throws {
        try await TestServer.with { server in
            let token = try await server.makeToken(user: "alice")
            let connection = try RawConnection(port: server.port)
            connection.send(Self.request(token, length: 1 << 40))
            // Sixteen MiB more than are read lie nowhere between the two ends.
            for _ in 0..<80 { connection.send([UInt8](repeating: 32, count: 1 << 20)) }
            #expect(await connection.isClosed(within: 0))
        }
    }

    private static func request(_ token: String, length: Int) -> String {
        "POST /api/v1/delete HTTP/1.1\r\nHost: knot\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Length: \(length)\r\n\r\n"
    }

    @Test("a head that is too long is refused")
    func heads() async throws {
        try await TestServer.with { server in
            let long = "GET /healthz HTTP/1.1\r\nHost: knot\r\nX-Long: \(String(repeating: "x", count: 70_000))\r\n\r\n"
            let refused = try await server.raw(long)
            #expect(refused.hasPrefix("HTTP/1.1 400"))
            let many = (0..<200).map { "X-\($0): y\r\n" }.joined()
            #expect(
                try await server.raw("GET /healthz HTTP/1.1\r\nHost: knot\r\n\(many)\r\n").hasPrefix("HTTP/1.1 400"))
        }
    }
}
