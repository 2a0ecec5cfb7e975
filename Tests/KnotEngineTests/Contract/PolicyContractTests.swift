import Foundation
import KnotEngine
import KnotModel
import KnotPlan
import Testing

/// What a policy adds to a container, seen from inside it, on the real engines.
@Suite(.enabled(if: EngineUnderTest.isThere, "KNOT_TEST_DOCKER or KNOT_TEST_PODMAN, and KNOT_TEST_IMAGE, are not set"))
struct PolicyContractTests {
    /// The bits of `Capability.minimal` in the kernel's numbering: what is left of a container's rights.
    private static let minimal: UInt64 = [0, 1, 3, 4, 5, 6, 7, 8, 10, 18, 29].reduce(0) { $0 | 1 << $1 }

    /// A line of what the kernel says of a program in the container.
    private func line(_ name: String, _ scene: EngineScene, _ id: String) async throws -> String {
        let run = try await ExecContract.run(scene, id, ["cat", "/proc/self/status"])
        let line = run.text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        let value = line?.split(whereSeparator: \.isWhitespace).last.map(String.init)
        return try #require(value, "exit code \(run.code), output \(run.output)")
    }

    @Test(arguments: EngineUnderTest.all) func takesRightsAway(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, engine in
            var spec = scene.spec()
            Policy.strict.apply(to: &spec)
            let id = try await scene.run(spec)
            #expect(try await line("NoNewPrivs", scene, id) == "1")
            #expect(UInt64(try await line("CapBnd", scene, id), radix: 16) == Self.minimal)
            let host = try await engine.inspected(id)["HostConfig"] as? [String: Any]
            #expect(host?["PidsLimit"] as? Int == 4096)
            #expect((host?["SecurityOpt"] as? [String])?.contains { $0.hasPrefix("no-new-privileges") } == true)
        }
    }

    @Test(arguments: EngineUnderTest.all) func leavesRightsAlone(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in
            let id = try await scene.run(scene.spec())
            #expect(try await line("NoNewPrivs", scene, id) == "0")
        }
    }

    @Test(arguments: EngineUnderTest.all) func resolvesHostPaths(_ engine: EngineUnderTest) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "knot-paths-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: root.appending(path: "data"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try Data("inside\n".utf8).write(to: root.appending(path: "data/file"))
        try FileManager.default.createSymbolicLink(
            atPath: root.appending(path: "in").path, withDestinationPath: "data")
        try FileManager.default.createSymbolicLink(
            atPath: root.appending(path: "out").path, withDestinationPath: "/etc")
        try await engine.scene { scene, _ in
            var spec = scene.spec()
            Policy(hostPaths: HostPathRule(allowed: [root.path])).apply(to: &spec)
            spec.mounts = [.init(source: .path(root.appending(path: "in").path), destination: "/srv")]
            let id = try await scene.run(spec)
            #expect(try await ExecContract.run(scene, id, ["cat", "/srv/file"]).text == "inside\n")

            spec = scene.spec("other")
            Policy(hostPaths: HostPathRule(allowed: [root.path])).apply(to: &spec)
            spec.mounts = [.init(source: .path(root.appending(path: "out").path), destination: "/srv")]
            let failure = await scene.failure(.createContainer(spec, ownership: scene.ownership()))
            #expect(failure?.code == .refusedByPolicy)
        }
    }
}
