import AsyncHTTPClient
import Foundation
import KnotAPI
import KnotModel
import KnotStore
import NIOCore
import NIOHTTP1
import Testing

@Suite("Watches")
struct WatchTests {
    /// Reads lines until `enough` says so.
    private func read<Line: Decodable & Sendable>(
        _ response: HTTPClientResponse, until enough: @Sendable ([Line]) -> Bool
    ) async throws -> [Line] {
        var pending: [UInt8] = []
        var lines: [Line] = []
        for try await chunk in response.body {
            for byte in chunk.readableBytesView {
                guard byte == UInt8(ascii: "\n") else {
                    pending.append(byte)
                    continue
                }
                if !pending.isEmpty { lines.append(try APICoding.decode(Line.self, from: pending)) }
                pending = []
            }
            if enough(lines) { return lines }
        }
        return lines
    }

    /// The events without the further bookmarks that show every 15 seconds that the watch lives.
    private func withoutBeats(_ events: [WatchEvent]) -> [WatchEvent] {
        let first = events.firstIndex { $0.change == .bookmark }
        return events.enumerated().filter { $0.offset == first || $0.element.change != .bookmark }.map(\.element)
    }

    @Test("a watch shows what is, then what comes, and what goes")
    func live() async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            let response = try await server.open("GET", "/api/v1/templates?watch=true")
            #expect(response.status == .ok)
            async let events: [WatchEvent] = read(response) { $0.contains { $0.change == .deleted } }
            try await server.apply("kind: Template\nname: other\ncontainer: {image: a}\n")
            #expect(try await server.send("DELETE", "/api/v1/templates/other").status == 200)
            let story = withoutBeats(try await events).map { "\($0.change) \($0.resource?.key.name ?? "-")" }
            #expect(story == ["put ubuntu", "bookmark -", "put other", "deleted other"])
        }
    }

    @Test("a watch goes on where another ended, deletions included")
    func resume() async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            let cursor = try #require(
                try await server.send("GET", "/api/v1/templates").decode(ResourceList.self).cursor)
            try await server.apply("kind: Template\nname: other\ncontainer: {image: a}\n")
            _ = try await server.send("DELETE", "/api/v1/templates/ubuntu")
            let response = try await server.open("GET", "/api/v1/templates?watch=true&since=\(cursor)")
            let events: [WatchEvent] = try await read(response) { $0.contains { $0.change == .bookmark } }
            #expect(
                events.map { "\($0.change) \($0.resource?.key.name ?? "-")" } == [
                    "put other", "deleted ubuntu", "bookmark -",
                ])
            let last = try #require(events.last?.cursor)
            let quiet = try await server.open("GET", "/api/v1/templates?watch=true&since=\(last)")
            let nothing: [WatchEvent] = try await read(quiet) { !$0.isEmpty }
            #expect(nothing.map(\.change) == [.bookmark])
        }
    }

    @Test("every cursor resumes without a gap", arguments: 0..<10)
    func anytimeResumable(cut: Int) async throws {
        try await TestServer.with { server in
            let documents = (0..<4).map { "kind: Template\nname: t\($0)\ncontainer: {image: a}\n" }
            try await server.apply(documents.joined(separator: "---\n"))
            let first = try await server.open("GET", "/api/v1/templates?watch=true")
            async let lines: [WatchEvent] = read(first) { events in
                events.contains { $0.change == .deleted } && events.count { $0.change == .put } == 8
            }
            try await server.apply(
                documents.map { $0.replacing("image: a", with: "image: b") }.joined(separator: "---\n"))
            #expect(try await server.send("DELETE", "/api/v1/templates/t3").status == 200)
            let all = withoutBeats(try await lines)
            try #require(all.count == 10)
            let seen = Set(all.prefix(cut + 1).compactMap { $0.resource?.key.name })
            // Until all that there is was told, a watch that is cut begins anew.
            guard let cursor = all[cut].cursor else { return }
            let second = try await server.open("GET", "/api/v1/templates?watch=true&since=\(cursor)")
            let rest: [WatchEvent] = try await read(second) { $0.contains { $0.change == .bookmark } }
            #expect(seen.union(rest.compactMap { $0.resource?.key.name }) == ["t0", "t1", "t2", "t3"])
            #expect(cut == 9 || rest.contains { $0.change == .deleted })
        }
    }

    @Test("a watch with a selector sees a resource leave the selection")
    func selection() async throws {
        try await TestServer.with { server in
            try await server.apply(ubuntu)
            let response = try await server.open("GET", "/api/v1/templates?watch=true&selector=team%3Dweb")
            async let events: [WatchEvent] = read(response) { $0.contains { $0.change == .deleted } }
            try await server.apply(ubuntu.replacing("team: web", with: "team: db"))
            #expect(withoutBeats(try await events).map(\.change) == [.put, .bookmark, .deleted])
        }
    }

    @Test("a cursor of an earlier start, or of another server, is refused")
    func old() async throws {
        try await TestServer.with { server in
            let list = try await server.send("GET", "/api/v1/templates").decode(ResourceList.self)
            var cursor = try #require(list.cursor.flatMap(ChangeCursor.init))
            cursor.boot &+= 1
            var reply = try await server.send("GET", "/api/v1/templates?watch=true&since=\(cursor)")
            #expect(reply.status == 409 && reply.text.contains("list again"))
            cursor.boot &-= 1
            cursor.sequence += 1
            reply = try await server.send("GET", "/api/v1/templates?watch=true&since=\(cursor)")
            #expect(reply.status == 409)
            reply = try await server.send("GET", "/api/v1/templates?watch=true&since=0000000000000001-test")
            #expect(reply.status == 400 && reply.text.contains("not a cursor"))
        }
    }

    @Test("events are watched as they become durable")
    func events() async throws {
        try await TestServer.with { server in
            let response = try await server.open("GET", "/api/v1/events?watch=true")
            async let events: [Event] = read(response) { !$0.isEmpty }
            try await server.apply("\(ubuntu)\n---\n\(web)\n")
            #expect(try await !events.isEmpty)
        }
    }

    @Test("a graceful stop ends watches", .timeLimit(.minutes(10)))
    func stop() async throws {
        let box = ResponseBox()
        try await TestServer.with { server in
            await box.keep(try await server.open("GET", "/api/v1/templates?watch=true"))
        }
        // The server has stopped although the watch was open.
        #expect(await box.isKept)
    }
}

actor ResponseBox {
    private var response: HTTPClientResponse?
    var isKept: Bool { response != nil }
    func keep(_ response: HTTPClientResponse) { self.response = response }
}
