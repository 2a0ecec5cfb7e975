import Foundation
import KnotEngine
import KnotModel
import KnotPlan
import KnotServer
import Testing

/// What is mounted in a directory that knot made outlives the directory.
@Suite(.enabled(if: TestMount.isPossible, "the tests do not run as root, or may not mount"))
struct DirectoryRemovalTests {
    /// What is mounted in the directory.
    enum Mounted: Sendable, CaseIterable { case directory, file, memory }

    private let root: String
    private let path: String
    private let rule: HostPathRule
    private let files = FileManager.default
    private let ownership = Ownership(
        cluster: "c", key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("u1"), epoch: 1,
        revision: Stamp(ticks: 1, node: NodeID("n")))

    /// `layout/sub/precious` is an administrator's file on the same file system.
    init() throws {
        root =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/knot-removal-\(UUID().uuidString)"
        path = root + "/srv/web"
        rule = HostPathRule(allowed: [root + "/srv"])
        for name in ["/srv", "/layout/sub"] {
            try files.createDirectory(atPath: root + name, withIntermediateDirectories: true)
        }
        try Data("x".utf8).write(to: URL(filePath: root + "/layout/sub/precious"))
    }

    /// A registry as a server that starts finds it.
    private var registry: DirectoryRegistry { DirectoryRegistry(folder: root + "/registry") }

    private func isThere(_ path: String) -> Bool { files.fileExists(atPath: path) }

    private func finish() { try? files.removeItem(atPath: root) }

    private func release(_ registry: DirectoryRegistry) async -> Failure? {
        do throws(Failure) {
            try await registry.release(path, from: ownership)
            return nil
        } catch { return error }
    }

    /// Makes the directory, with files before and beside the mount; returns the administrator's file as seen in it.
    private func make(_ mounted: Mounted, on place: String) async throws -> String {
        try await registry.make(path, for: ownership, rule: rule)
        let above = URL(filePath: place).deletingLastPathComponent().path
        try files.createDirectory(atPath: above, withIntermediateDirectories: true)
        for file in [path + "/0", path + "/z", above + "/work"] { try Data().write(to: URL(filePath: file)) }
        switch mounted {
        case .directory:
            try files.createDirectory(atPath: place, withIntermediateDirectories: true)
            try TestMount.attach(root + "/layout", on: place)
            return place + "/sub/precious"
        case .file:
            try Data().write(to: URL(filePath: place))
            try TestMount.attach(root + "/layout/sub/precious", on: place)
            return place
        case .memory:
            try files.createDirectory(atPath: place, withIntermediateDirectories: true)
            try TestMount.attachMemory(on: place)
            try Data("x".utf8).write(to: URL(filePath: place + "/precious"))
            return place + "/precious"
        }
    }

    @Test(arguments: Mounted.allCases)
    func aMountBelowItRefusesBeforeAnythingIsRemoved(_ mounted: Mounted) async throws {
        defer { finish() }
        let place = path + "/a/with space"
        let beside = root + "/srv/web-other"
        defer { for each in [place, beside] { TestMount.detach(each) } }
        let precious = try await make(mounted, on: place)
        try files.createDirectory(atPath: beside, withIntermediateDirectories: true)
        try TestMount.attach(root + "/layout", on: beside)

        let failure = await release(registry)
        #expect(failure?.code == .directoryFailed)
        #expect(failure?.isRetryable == true)
        #expect(failure?.message.contains("'\(place)'") == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("unmount") == true)
        for kept in [path + "/0", path + "/z", path + "/a/work", precious, root + "/layout/sub/precious"] {
            #expect(isThere(kept), "\(kept)")
        }
        let left = try await registry.directories(of: ownership.key, for: Tenant(cluster: "c"))
        #expect(left == [ObservedDirectory(path: path, uid: UID("u1"))], "it is tried again")

        TestMount.detach(place)
        #expect(await release(registry) == nil, "what is mounted beside it does not matter")
        #expect(!isThere(path))
        #expect(isThere(root + "/layout/sub/precious") && isThere(beside + "/sub/precious"))
    }

    @Test func aDirectoryThatIsMovedAwayIsKeptWithItsMount() async throws {
        defer { finish() }
        defer { for place in [path + "/m", root + "/kept/m"] { TestMount.detach(place) } }
        _ = try await make(.directory, on: path + "/m")
        #expect(await release(registry)?.message.contains("move the directory elsewhere") == true)
        try files.moveItem(atPath: path, toPath: root + "/kept")
        #expect(await release(registry) == nil)
        #expect(isThere(root + "/kept/0") && isThere(root + "/kept/m/sub/precious"))
        #expect(try await registry.directories(of: ownership.key, for: Tenant(cluster: "c")).isEmpty)
    }

    /// The directory mounted on itself is the same one by all its numbers.
    @Test(arguments: [false, true])
    func aMountOnItRefuses(isItself: Bool) async throws {
        defer { finish() }
        defer { TestMount.detach(path) }
        try await registry.make(path, for: ownership, rule: rule)
        try Data().write(to: URL(filePath: path + "/work"))
        try TestMount.attach(isItself ? path : root + "/layout", on: path)
        let failure = await release(registry)
        #expect(failure?.code == .directoryFailed)
        #expect(failure?.message.contains("'\(path)'") == true && failure?.message.contains("unmount") == true)
        TestMount.detach(path)
        #expect(isThere(path + "/work") && isThere(root + "/layout/sub/precious"))
        #expect(await release(registry) == nil)
        #expect(!isThere(path) && isThere(root + "/layout/sub/precious"))
    }

    /// What is mounted after the table was read: bind mounts of the same file system have the same device.
    @Test(arguments: Mounted.allCases)
    func aMountThatTheTableDoesNotShowIsNotEntered(_ mounted: Mounted) async throws {
        defer { finish() }
        let place = path + "/a/m"
        defer { TestMount.detach(place) }
        let precious = try await make(mounted, on: place)
        let blind = DirectoryRegistry(folder: root + "/registry", mounts: { MountTable(parsing: "") })
        #expect(await release(blind)?.code == .directoryFailed)
        #expect(isThere(precious) && isThere(root + "/layout/sub/precious"))
        TestMount.detach(place)
        #expect(await release(blind) == nil)
        #expect(!isThere(path) && isThere(root + "/layout/sub/precious"))
    }

    @Test func withoutATableNothingIsRemoved() async throws {
        defer { finish() }
        try await registry.make(path, for: ownership, rule: rule)
        try Data().write(to: URL(filePath: path + "/work"))
        let failure = await release(DirectoryRegistry(folder: root + "/registry", mounts: { nil }))
        #expect(failure?.message.contains("mountinfo") == true)
        #expect(isThere(path + "/work"))
    }
}
