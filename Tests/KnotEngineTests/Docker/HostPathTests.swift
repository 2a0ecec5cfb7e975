import AsyncHTTPClient
import Foundation
import KnotEngine
import KnotModel
import KnotPlan
import Logging
import Testing

/// Host paths are judged before the engine is asked: nothing listens at these engines' sockets, so a path that passes
/// comes to `engineUnreachable`.
@Suite struct HostPathTests {
    private static let client = DockerEngine.makeClient()

    /// Makes a directory with `srv` in it, and takes it away again.
    private func scene(_ play: (URL) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "knot-paths-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: root.appending(path: "srv/data"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try await play(root)
    }

    private func link(_ path: URL, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path.path, withDestinationPath: target)
    }

    private func failure(
        mounting path: String, allowed: [String], socket: String = "/nowhere/engine.sock", sockets: Bool = false
    ) async -> Failure? {
        var spec = ContainerSpec(name: "alice.web", image: "x:1")
        spec.mounts = [.init(source: .path(path), destination: "/x")]
        spec.hostPaths = HostPathRule(allowed: allowed, allowsEngineSockets: sockets)
        let ownership = Ownership(
            cluster: "c", key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("u"), epoch: 1,
            revision: Stamp(ticks: 1, node: NodeID("n1")))
        let engine = DockerEngine(
            kind: .docker, endpoint: .unix(path: socket), client: Self.client, logger: Logger(label: "test"))
        do throws(Failure) {
            _ = try await engine.perform(.createContainer(spec, ownership: ownership)) { _ in }
            return nil
        } catch {
            return error
        }
    }

    @Test func pathsInsideAreFineWhetherTheyExistOrNot() async throws {
        try await scene { root in
            let srv = root.appending(path: "srv").path
            for path in ["", "/data", "/new/deep", "/data/../data"] {
                #expect(await failure(mounting: srv + path, allowed: [srv])?.code == .engineUnreachable)
            }
        }
    }

    @Test func aLinkLeadsNobodyOut() async throws {
        try await scene { root in
            let srv = root.appending(path: "srv")
            try link(srv.appending(path: "out"), to: "/etc")
            try link(srv.appending(path: "up"), to: "../..")
            try link(srv.appending(path: "twice"), to: "out")
            for path in ["out", "out/ssh", "out/none/deep", "up", "twice/ssh"] {
                let failure = await failure(mounting: srv.appending(path: path).path, allowed: [srv.path])
                #expect(failure?.code == .refusedByPolicy, "\(path)")
                #expect(failure?.message.contains("which leads to") == true)
                #expect(failure?.message.contains("policy.allowed_paths") == true)
            }
        }
    }

    /// Whoever may write into an allowed directory must not widen what is allowed by a link in it.
    @Test func anAllowedDirectoryInAnotherIsNotLedElsewhere() async throws {
        try await scene { root in
            let srv = root.appending(path: "srv")
            try link(srv.appending(path: "sub"), to: "/")
            try link(srv.appending(path: "out"), to: "/etc")
            try link(root.appending(path: "alias"), to: "srv/sub")
            for second in [srv.path + "/sub", root.path + "/alias"] {
                let failure = await failure(
                    mounting: srv.path + "/out", allowed: [srv.path, second], sockets: true)
                #expect(failure?.code == .refusedByPolicy, "\(second)")
            }
        }
    }

    @Test func aLinkToNothingAndALoopAreRefused() async throws {
        try await scene { root in
            let srv = root.appending(path: "srv")
            try link(srv.appending(path: "later"), to: "/nowhere/yet")
            try link(srv.appending(path: "loop"), to: "loop")
            for path in ["later", "later/x", "loop"] {
                let failure = await failure(mounting: srv.appending(path: path).path, allowed: [srv.path])
                #expect(failure?.code == .refusedByPolicy, "\(path)")
            }
        }
    }

    @Test func linksWithinAndAllowedLinksAreFine() async throws {
        try await scene { root in
            let srv = root.appending(path: "srv")
            try link(srv.appending(path: "in"), to: "data")
            try link(root.appending(path: "other"), to: "srv")
            for (path, allowed) in [("srv/in", "srv"), ("srv/data", "other"), ("other/in/new", "other")] {
                let failure = await failure(
                    mounting: root.appending(path: path).path, allowed: [root.appending(path: allowed).path])
                #expect(failure?.code == .engineUnreachable, "\(path) in \(allowed)")
            }
        }
    }

    @Test func theEnginesOwnSocketIsOutOfReach() async throws {
        try await scene { root in
            let socket = root.appending(path: "srv/data/any.name").path
            try link(root.appending(path: "srv/s"), to: "data")
            for path in [socket, root.appending(path: "srv/s").path, root.path] {
                let refused = await failure(mounting: path, allowed: [root.path], socket: socket)
                #expect(refused?.message.contains("policy.allow_engine_sockets") == true, "\(path)")
                let allowed = await failure(mounting: path, allowed: [root.path], socket: socket, sockets: true)
                #expect(allowed?.code == .engineUnreachable)
            }
        }
    }
}
