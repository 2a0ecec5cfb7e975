import AsyncHTTPClient
import KnotAPI
import KnotModel
import KnotServer
import NIOCore
import NIOHTTP1
import Testing

/// No user takes all there is.
@Suite("Fair shares")
struct FairnessTests {
    @Test("a user holds at most as many places as are free, and the socket has places of its own")
    func shares() throws {
        let shares = FairShares(64, reserve: 2)
        func takeAll(_ caller: Caller) -> [FairShares.Lease] {
            var leases: [FairShares.Lease] = []
            while let lease = shares.take(for: caller) { leases.append(lease) }
            return leases
        }
        let alice = takeAll(Caller(user: "alice"))
        let bob = takeAll(Caller(user: "bob"))
        let carol = takeAll(Caller(user: "carol"))
        #expect([alice.count, bob.count, carol.count] == [32, 16, 8])
        var admin = takeAll(.admin)
        #expect(admin.count == 8 + 2)
        #expect(shares.take(for: Caller(user: "dan")) == nil)
        admin = []
        let dan = takeAll(Caller(user: "dan"))
        #expect(dan.count == 4)
        #expect(shares.take(for: Caller(user: "admin")) != nil, "the administrator's token is a user's like any other")
        withExtendedLifetime((alice, bob, carol, dan)) {}
    }

    @Test("one token leaves commands and watches for others, and a client that goes away gives back its places")
    func streams() async throws {
        try await TestServer.with { server in
            let alice = try await server.makeToken(user: "alice")
            let bob = try await server.makeToken(user: "bob")
            try await server.apply(ubuntu)
            for token in [alice, bob] { try await server.apply(web, token: token) }
            for user in ["alice", "bob"] { _ = try await server.settle("/api/v1/spaces/\(user)/web", .running) }
            var held: [HTTPClientResponse] = []
            var endings: [AsyncStream<ByteBuffer>.Continuation] = []
            func exec(_ token: String?) async throws -> Int {
                let (body, source) = AsyncStream.makeStream(of: ByteBuffer.self)
                let request = Frame(.request, payload: try APICoding.encode(ExecDocument(command: ["cat"])))
                source.yield(ByteBuffer(bytes: request.encoded))
                let answer = try await server.open(
                    "POST", "/api/v1/spaces/\(token == nil ? "alice" : "~")/web/exec",
                    body: .stream(body, length: .unknown), token: token)
                if answer.status == .ok { held.append(answer) }
                endings.append(source)
                if answer.status != .ok { source.finish() }
                return Int(answer.status.code)
            }
            for _ in 0..<32 { #expect(try await exec(alice) == 200) }
            #expect(try await exec(alice) == 503)
            #expect(try await exec(bob) == 200)
            #expect(try await exec(nil) == 200)
            for ending in endings { ending.finish() }
            for answer in held { _ = try await answer.body.collect(upTo: 1 << 20) }
            held = []
            #expect(try await exec(alice) == 200)
            for ending in endings { ending.finish() }

            var watches: [HTTPClientResponse] = []
            func watch(_ path: String, _ token: String?) async throws -> Int {
                let answer = try await server.open("GET", path, token: token)
                if answer.status == .ok { watches.append(answer) }
                return Int(answer.status.code)
            }
            for index in 0..<256 {
                let path = index.isMultiple(of: 2) ? "/api/v1/spaces?watch=true" : "/api/v1/events?watch=true"
                #expect(try await watch(path, alice) == 200)
            }
            #expect(try await watch("/api/v1/spaces?watch=true", alice) == 503)
            #expect(try await watch("/api/v1/spaces?watch=true", bob) == 200)
            #expect(try await watch("/api/v1/spaces?watch=true", nil) == 200)
        }
    }

    @Test("one user's long bodies do not fill the memory, and others' are still taken")
    func bodies() async throws {
        try await TestServer.with { server in
            let alice = Caller(user: "alice")
            var held: [FairShares.Lease] = []
            while let lease = server.api.shares.bodies.take(1 << 10, for: alice) { held.append(lease) }
            #expect(held.count == 64)
            let token = try await server.makeToken(user: "alice")
            let long = "kind: Variable\nname: v\nvalue: \(String(repeating: "x", count: 200_000))\n"
            let refused = try await server.apply(long, token: token)
            #expect(refused.status == 503)
            #expect(refused.codes == [.busy])
            let bob = try await server.makeToken(user: "bob")
            #expect(try await server.apply(long, token: bob).status == 200)
            held = []
            #expect(try await server.apply(long, token: token).status == 200)
        }
    }
}
