import Foundation
import KnotModel
import KnotServer
import NIOCore
import NIOPosix
import Testing

@Suite("The administrator's socket")
struct UnixSocketTests {
    private func temporary() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("knot-\(UUID().uuidString.prefix(8))").path
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("its directory is made for this user only")
    func directory() async throws {
        let directory = temporary()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await UnixSocket.prepare(directory + "/knot.sock")
        #expect(try mode(directory) == 0o700)
    }

    @Test("a socket that nobody answers on is replaced, one that is answered is not")
    func stale() async throws {
        let directory = temporary()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/knot.sock"
        try await UnixSocket.prepare(path)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: path).get()
        await #expect(throws: Failure.self) { try await UnixSocket.prepare(path) }
        #expect(FileManager.default.fileExists(atPath: path))
        try await channel.close()
        try await UnixSocket.prepare(path)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a file that is no socket is left alone")
    func file() async throws {
        let directory = temporary()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/knot.sock"
        try await UnixSocket.prepare(path)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: Failure.self) { try await UnixSocket.prepare(path) }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("a path that is too long says so")
    func long() async {
        await #expect(throws: Failure.self) {
            try await UnixSocket.prepare("/tmp/" + String(repeating: "x", count: 200))
        }
    }

    @Test("a served socket is closed to other users")
    func restricted() async throws {
        try await TestServer.with { server in
            try UnixSocket.restrict(server.socket)
            #expect(try mode(server.socket) == 0o600)
        }
    }
}
