import Foundation
import KnotEngine
import KnotModel
import KnotPlan
import KnotServer
import Testing

/// Directories of the node: what knot made goes with its last user, and nothing else ever does.
@Suite struct DirectoryRegistryTests {
    private let root = NSTemporaryDirectory() + "knot-directories-\(UUID().uuidString)"
    private let rule: HostPathRule
    private let files = FileManager.default

    init() throws {
        rule = HostPathRule(allowed: [root + "/srv"])
        try FileManager.default.createDirectory(atPath: root + "/srv", withIntermediateDirectories: true)
    }

    /// A registry as a server that starts finds it.
    private var registry: DirectoryRegistry { DirectoryRegistry(folder: root + "/registry") }

    private func ownership(_ name: String, uid: String = "u1", cluster: String = "c") -> Ownership {
        Ownership(
            cluster: cluster, key: ResourceKey(.space, owner: "alice", name: name), uid: UID(uid), epoch: 1,
            revision: Stamp(ticks: 1, node: NodeID("n")))
    }

    @Test func itIsTheNodesThatMadeIt() async throws {
        defer { finish() }
        let path = root + "/srv/alice/web"
        var mine = ownership("web")
        mine.node = NodeID("n1")
        try await registry.make(path, for: mine, rule: rule)
        let theirs = Tenant(cluster: "c", node: NodeID("n2"))
        #expect(try await registry.directories(of: mine.key, for: theirs).isEmpty)
        var other = mine
        other.node = theirs.node
        try await registry.release(path, from: other)
        #expect(isThere(path))
        #expect(try await registry.directories(of: mine.key, for: mine.tenant).map(\.path) == [path])
        try await registry.release(path, from: mine)
        #expect(!isThere(path))
    }

    /// An entry of an earlier version names no node.
    @Test func oneOfAnEarlierVersionIsThisNodes() async throws {
        defer { finish() }
        let path = root + "/srv/alice/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        let tenant = Tenant(cluster: "c", node: NodeID("n1"))
        #expect(try await registry.directories(of: ownership("web").key, for: tenant).map(\.path) == [path])
        var now = ownership("web")
        now.node = tenant.node
        try await registry.release(path, from: now)
        #expect(!isThere(path))
    }

    private func isThere(_ path: String) -> Bool { files.fileExists(atPath: path) }

    private func finish() { try? files.removeItem(atPath: root) }

    @Test func itIsMadeAndRemovedWithAllInIt() async throws {
        defer { finish() }
        let path = root + "/srv/alice/web"
        #expect(try await registry.make(path, for: ownership("web"), rule: rule))
        #expect(try await !registry.make(path, for: ownership("web"), rule: rule), "it is there")
        #expect(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o755)
        try files.createDirectory(atPath: path + "/a/b", withIntermediateDirectories: true)
        #expect(files.createFile(atPath: path + "/a/b/c", contents: Data("x".utf8)))
        let found = try await registry.directories(of: ownership("web").key, for: Tenant(cluster: "c"))
        #expect(found == [ObservedDirectory(path: path, uid: UID("u1"))])
        #expect(try await registry.directories(of: ownership("web").key, for: Tenant(cluster: "other")).isEmpty)
        try await registry.release(path, from: ownership("web"))
        #expect(!isThere(path))
        #expect(isThere(root + "/srv/alice"), "what is above it stays")
        #expect(try await registry.directories(of: ownership("web").key, for: Tenant(cluster: "c")).isEmpty)
    }

    /// A space that writes above it puts a link in the place of a directory on the way.
    @Test func neitherMakingNorRemovingFollowsALink() throws {
        defer { finish() }
        let (inside, outside) = (root + "/srv/x/sub", root + "/outside")
        let identity = try HostDirectory.make(inside)
        let other = try HostDirectory.make(outside + "/sub")
        #expect(files.createFile(atPath: outside + "/sub/kept", contents: Data()))
        try files.moveItem(atPath: root + "/srv/x", toPath: root + "/srv/old")
        try files.createSymbolicLink(atPath: root + "/srv/x", withDestinationPath: outside)
        #expect(throws: Failure.self) { _ = try HostDirectory.make(root + "/srv/x/new") }
        #expect(!isThere(outside + "/new"))
        #expect(throws: Failure.self) { _ = try HostDirectory.identity(of: inside) }
        for meant in [identity, other] { try DirectoryRemoval(path: inside, identity: meant).run() }
        try DirectoryRemoval(path: inside, identity: nil).run()
        #expect(isThere(outside + "/sub/kept") && isThere(root + "/srv/old/sub"))
    }

    @Test func whatWasThereBeforeIsNeverRemoved() async throws {
        defer { finish() }
        let path = root + "/srv/before"
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(try await !registry.make(path, for: ownership("web"), rule: rule))
        #expect(try await registry.directories(of: ownership("web").key, for: Tenant(cluster: "c")).isEmpty)
        try await registry.release(path, from: ownership("web"))
        #expect(isThere(path))
    }

    @Test func theLastUserTakesItAlong() async throws {
        defer { finish() }
        let path = root + "/srv/shared"
        try await registry.make(path, for: ownership("web"), rule: rule)
        try await registry.make(path, for: ownership("api"), rule: rule)
        // A space deleted with its volumes kept, and made again.
        try await registry.make(path, for: ownership("web", uid: "u2"), rule: rule)
        try await registry.release(path, from: ownership("api"))
        #expect(isThere(path))
        try await registry.release(path, from: ownership("web", uid: "u2"))
        #expect(!isThere(path))
    }

    @Test func anotherDirectoryInItsPlaceIsLeftAlone() async throws {
        defer { finish() }
        let path = root + "/srv/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        // The old one lives on elsewhere, so that its number is not given to the new one.
        try files.moveItem(atPath: path, toPath: root + "/moved")
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(files.createFile(atPath: path + "/precious", contents: nil))
        try await registry.release(path, from: ownership("web"))
        #expect(isThere(path + "/precious"))
        #expect(isThere(root + "/moved"))
    }

    /// The first and only entry of the registry, changed as text.
    private func changeEntry(_ change: (inout [String: Any]) throws -> Void) throws {
        let name = try #require(try files.contentsOfDirectory(atPath: root + "/registry").first)
        let file = URL(fileURLWithPath: root + "/registry/" + name)
        var entry = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        try change(&entry)
        try JSONSerialization.data(withJSONObject: entry).write(to: file)
    }

    /// Whether a new directory has a birth time, by another program's word.
    private static let hasBirthTimes: Bool = {
        let folder = NSTemporaryDirectory() + "knot-birth-\(UUID().uuidString)"
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["stat", "-c", "%W", folder]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try process.run()
        } catch { return false }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (Int(text.split(separator: "\n").first ?? "") ?? 0) > 0
    }()

    /// A file system gives the number of a directory that is gone to the next one.
    @Test(
        .enabled(if: hasBirthTimes, "the file system of the temporary directory keeps no birth times"),
        arguments: [false, true])
    func anotherDirectoryWithItsNumberIsLeftAlone(isMadeAgain: Bool) async throws {
        defer { finish() }
        let path = root + "/srv/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        try files.removeItem(atPath: path)
        try await Task.sleep(for: .milliseconds(50))
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(files.createFile(atPath: path + "/precious", contents: nil))
        let found = try HostDirectory.identity(of: path)
        let number = Int(try #require(found).inode)
        try changeEntry { entry in
            let known = entry["identity"] as? [String: Any]
            var identity = try #require(known)
            identity["inode"] = number
            entry["identity"] = identity
        }
        let after = registry
        if isMadeAgain { #expect(try await !after.make(path, for: ownership("web"), rule: rule), "it is there") }
        try await after.release(path, from: ownership("web"))
        #expect(isThere(path + "/precious"))
        #expect(try await after.directories(of: ownership("web").key, for: Tenant(cluster: "c")).isEmpty)
    }

    @Test(.enabled(if: hasBirthTimes, "the file system of the temporary directory keeps no birth times"))
    func whatAnEarlierVersionMadeIsKnownByItsNumber() async throws {
        defer { finish() }
        let path = root + "/srv/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        try changeEntry { entry in
            let known = entry["identity"] as? [String: Any]
            var identity = try #require(known)
            let hadBirth = identity.removeValue(forKey: "birth") != nil
            #expect(hadBirth)
            entry["identity"] = identity
        }
        func bytes() throws -> [Data] {
            try files.contentsOfDirectory(atPath: root + "/registry").map {
                try Data(contentsOf: URL(fileURLWithPath: root + "/registry/" + $0))
            }
        }
        let before = try bytes()
        #expect(try await !registry.make(path, for: ownership("web"), rule: rule), "it is there")
        #expect(try bytes() == before, "nothing is rewritten for the birth time alone")
        #expect(files.createFile(atPath: path + "/work", contents: nil))
        try await registry.release(path, from: ownership("web"))
        #expect(!isThere(path))
    }

    @Test func aLinkInItsPlaceIsNotFollowed() async throws {
        defer { finish() }
        let path = root + "/srv/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        try files.createDirectory(atPath: root + "/elsewhere", withIntermediateDirectories: true)
        #expect(files.createFile(atPath: root + "/elsewhere/precious", contents: nil))
        try files.createSymbolicLink(atPath: path + "/link", withDestinationPath: root + "/elsewhere")
        try await registry.release(path, from: ownership("web"))
        #expect(!isThere(path))
        #expect(isThere(root + "/elsewhere/precious"), "a link inside goes, not what it leads to")

        try await registry.make(path, for: ownership("web"), rule: rule)
        try files.moveItem(atPath: path, toPath: root + "/moved")
        try files.createSymbolicLink(atPath: path, withDestinationPath: root + "/elsewhere")
        try await registry.release(path, from: ownership("web"))
        #expect(isThere(root + "/elsewhere/precious"))
    }

    @Test func aLinkThatLeadsOutIsRefused() async throws {
        defer { finish() }
        try files.createDirectory(atPath: root + "/outside", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: root + "/srv/out", withDestinationPath: root + "/outside")
        let error = await #expect(throws: Failure.self) {
            try await registry.make(root + "/srv/out/web", for: ownership("web"), rule: rule)
        }
        #expect(error?.code == .refusedByPolicy)
        #expect(error?.message.contains("policy.allowed_paths") == true)
        #expect(!isThere(root + "/outside/web"))
    }

    @Test func aFileInItsPlaceIsSaid() async throws {
        defer { finish() }
        #expect(files.createFile(atPath: root + "/srv/web", contents: nil))
        let error = await #expect(throws: Failure.self) {
            try await registry.make(root + "/srv/web", for: ownership("web"), rule: rule)
        }
        #expect(error?.code == .directoryFailed)
        #expect(error?.message.contains("no directory") == true)
    }

    @Test func whatWasRemovedByHandIsMadeAgain() async throws {
        defer { finish() }
        let path = root + "/srv/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        try files.removeItem(atPath: path)
        try await registry.make(path, for: ownership("web"), rule: rule)
        #expect(isThere(path))
        try await registry.release(path, from: ownership("web"))
        #expect(!isThere(path))
    }

    /// A server that died between the note and the making, or the making and the second note.
    @Test(arguments: [false, true])
    func whatWasBegunIsFinished(wasMade: Bool) async throws {
        defer { finish() }
        let path = root + "/srv/web"
        try await registry.make(path, for: ownership("web"), rule: rule)
        try changeEntry { $0["identity"] = nil }
        if !wasMade { try files.removeItem(atPath: path) }
        let after = registry
        try await after.make(path, for: ownership("web"), rule: rule)
        #expect(files.createFile(atPath: path + "/work", contents: nil))
        try await after.release(path, from: ownership("web"))
        #expect(!isThere(path))
    }

    /// Deeper than a path may be long, as a space can make it.
    @Test func aDeepTreeIsRemoved() async throws {
        defer { finish() }
        let path = root + "/srv/deep"
        try await registry.make(path, for: ownership("web"), rule: rule)
        let script =
            "import os,sys\nos.chdir(sys.argv[1])\nfor i in range(3000):\n  os.mkdir('dddddddd'); os.chdir('dddddddd')\n"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        try await registry.release(path, from: ownership("web"))
        #expect(!isThere(path))
    }
}
