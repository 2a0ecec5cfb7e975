import Foundation
import KnotEngine
import KnotModel
import KnotPlan
import NIOHTTP1
import Testing

/// Paths of the node that somebody exchanges while containers start, on the real engines.
@Suite(
    .enabled(
        if: EngineUnderTest.isThere && geteuid() == 0,
        "KNOT_TEST_DOCKER or KNOT_TEST_PODMAN, and KNOT_TEST_IMAGE, are not set, or the tests do not run as root"))
struct HostMountContractTests {
    /// `allowed/x/sub` has a file `who` that says inside, `secret` one that says outside; `allowed/x/link` leads there.
    private func scene(
        _ engine: EngineUnderTest, canMount: Bool = true,
        _ play: (EngineScene, EngineUnderTest, URL) async throws -> Void
    ) async throws {
        let root = URL(filePath: "/tmp/knot-mounts-\(UInt64.random(in: 0 ... .max))")
        let files = FileManager.default
        for name in ["allowed/x/sub", "allowed/out", "secret"] {
            try files.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        try Data("inside\n".utf8).write(to: root.appending(path: "allowed/x/sub/who"))
        try Data("outside\n".utf8).write(to: root.appending(path: "secret/who"))
        try files.createSymbolicLink(
            atPath: root.appending(path: "allowed/x/link").path, withDestinationPath: root.path + "/secret")
        let folder = root.appending(path: "pins").path
        if !canMount { try Data().write(to: URL(filePath: folder)) }
        let pins = PinnedMounts(
            folder: folder, records: root.path + "/records", policy: HostPathRule(allowed: [root.path + "/allowed"]))
        try await engine.scene(pins: pins) { scene, engine in try await play(scene, engine, root) }
        let umount = Process()
        umount.executableURL = URL(filePath: "/usr/bin/env")
        umount.arguments = ["umount", "-q", "-R", "-l", folder]
        try umount.run()
        while umount.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        try files.removeItem(at: root)
    }

    private func spec(
        _ scene: EngineScene, _ name: String, _ root: URL, _ mounts: [(String, String)], _ script: String
    ) -> ContainerSpec {
        var spec = scene.spec(name, command: ["sh", "-c", script])
        Policy(hostPaths: HostPathRule(allowed: [root.path + "/allowed"])).apply(to: &spec)
        spec.mounts = mounts.map {
            .init(source: .path(root.appending(path: $0.0).path), destination: $0.1)
        }
        return spec
    }

    private actor Tally {
        var started = 0
        var raced = 0
        func count(_ swaps: UInt64) {
            started += 1
            if swaps > 0 { raced += 1 }
        }
    }

    @Test(arguments: EngineUnderTest.all) func noStartShowsWhatIsSwappedIn(_ engine: EngineUnderTest) async throws {
        try await scene(engine) { scene, engine, root in
            let swapper = try Swapper(root.appending(path: "allowed/x"), "sub", "link")
            let tally = Tally()
            // One after the other and four at a time: the engine has other tests to answer, each within its time.
            var ids: [String] = []
            for number in 0..<4 {
                let name = "race-\(number)"
                let spec = spec(
                    scene, name, root, [("allowed/x/sub", "/m"), ("allowed/out", "/out")],
                    "cat /m/who >> /out/\(name)")
                let key = ResourceKey(.space, owner: "alice", name: "\(name)-\(scene.word)")
                ids.append(try await scene.create(spec, key: key))
            }
            await withTaskGroup(of: Void.self) { group in
                for id in ids {
                    let counter = swapper.counter
                    group.addTask {
                        for _ in 0..<125 {
                            let before = Swapper.swaps(counter)
                            do throws(Failure) {
                                try await scene.act(.startContainer(.id(id)))
                                await tally.count(Swapper.swaps(counter) - before)
                            } catch { continue }
                            // One that is slow to end is waited for again by its next start.
                            _ = try? await engine.outside(.POST, "/containers/\(id)/wait")
                        }
                    }
                }
            }
            swapper.stop()
            var seen: [String: Int] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: root.path + "/allowed/out") {
                let text = try String(contentsOfFile: root.path + "/allowed/out/\(name)", encoding: .utf8)
                for line in text.split(separator: "\n") { seen[String(line), default: 0] += 1 }
            }
            let (started, raced) = (await tally.started, await tally.raced)
            #expect(seen["outside"] == nil, "\(seen) of \(started)")
            #expect(seen["inside", default: 0] >= 400 && started >= 400, "\(seen) of \(started)")
            #expect(raced >= 100, "\(raced) of \(started), \(Swapper.swaps(swapper.counter)) swaps in all")
        }
    }

    /// Nothing can be mounted here: only what the administrator names, and nobody reaches from above, is given to an engine.
    @Test(arguments: EngineUnderTest.all) func whatCannotBeKeptInPlaceIsRefused(_ engine: EngineUnderTest) async throws
    {
        try await scene(engine, canMount: false) { scene, engine, root in
            let below = spec(scene, "below", root, [("allowed/x/sub", "/m")], "sleep 1000")
            let refused = await scene.failure(.createContainer(below, ownership: scene.ownership()))
            #expect(refused?.code == .refusedByPolicy)
            #expect(
                refused?.message.contains("policy.allowed_paths, and nothing above it") == true, "\(refused as Any)")
            let id = try await scene.run(spec(scene, "whole", root, [("allowed", "/m")], "sleep 1000"))
            #expect(try await ExecContract.run(scene, id, ["cat", "/m/x/sub/who"]).text == "inside\n")
        }
    }

    @Test(arguments: EngineUnderTest.all) func pinsGoWithTheirContainer(_ engine: EngineUnderTest) async throws {
        try await scene(engine) { scene, engine, root in
            let records = root.path + "/records"
            func count() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: records).count
                    + FileManager.default.contentsOfDirectory(atPath: root.path + "/pins").count
            }
            let mounts = [("allowed/x/sub", "/m"), ("allowed/x/sub/who", "/who"), ("allowed/new/deep", "/n")]
            let id = try await scene.run(spec(scene, "a", root, mounts, "sleep 1000"))
            #expect(try await ExecContract.run(scene, id, ["cat", "/m/who", "/who"]).text == "inside\ninside\n")
            #expect(try count() == 4)
            try await scene.act(.removeContainer(.id(id), force: true))
            #expect(try count() == 0)
            // Removed by somebody else, it is missed at the next look at everything.
            let other = try await scene.run(spec(scene, "b", root, mounts, "sleep 1000"))
            // A look at another cluster does not miss it.
            _ = try await scene.engine.observe(.all, for: Tenant(cluster: scene.cluster + "x"))
            #expect(try count() == 4)
            try await engine.outside(.DELETE, "/containers/\(other)?force=1")
            _ = try await scene.engine.observe(.all, for: scene.tenant)
            #expect(try count() == 0)
            #expect(FileManager.default.fileExists(atPath: root.path + "/allowed/x/sub/who"), "what was mounted stays")
        }
    }
}
