import Foundation
import KnotEngine
import Testing

struct HostDescriptorTests {
    private func scene(_ play: (URL) throws -> Void) throws {
        let root = URL(
            filePath: FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
                + "/knot-open-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: root.appending(path: "a/b"), withIntermediateDirectories: true)
        try Data().write(to: root.appending(path: "a/file"))
        defer { try? FileManager.default.removeItem(at: root) }
        try play(root)
    }

    @Test func opensFilesAndDirectories() throws {
        try scene { root in
            let directory = try HostDescriptor.open(root.path + "/a/b")
            #expect(directory.isDirectory)
            let file = try HostDescriptor.open(root.path + "/a/file")
            #expect(!file.isDirectory)
            let (top, same) = (try HostDescriptor.open("/"), try HostDescriptor.open("/."))
            #expect(top.identity == same.identity)
        }
    }

    @Test func followsNoLinkInAnyPart() throws {
        try scene { root in
            let files = FileManager.default
            try files.createSymbolicLink(atPath: root.path + "/first", withDestinationPath: "a")
            try files.createSymbolicLink(atPath: root.path + "/a/last", withDestinationPath: "b")
            try files.createSymbolicLink(atPath: root.path + "/a/none", withDestinationPath: "/nowhere")
            for path in ["/first/b", "/a/last", "/a/none", "/a/none/x", "/a/file/x"] {
                for makes in [false, true] {
                    let obstacle = #expect(throws: HostDescriptor.Obstacle.self, "\(path)") {
                        _ = try HostDescriptor.open(root.path + path, makes: makes)
                    }
                    #expect(obstacle?.isDetour == true, "\(path): \(obstacle?.cause ?? "")")
                }
            }
            #expect(!files.fileExists(atPath: "/nowhere"))
        }
    }

    @Test func makesWhatIsMissing() throws {
        try scene { root in
            let path = root.path + "/a/new/deep"
            #expect(throws: HostDescriptor.Obstacle.self) { _ = try HostDescriptor.open(path) }
            let made = try HostDescriptor.open(path, makes: true)
            let found = try HostDescriptor.open(path)
            #expect(found.identity == made.identity)
            let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(rights == 0o755)
        }
    }
}
