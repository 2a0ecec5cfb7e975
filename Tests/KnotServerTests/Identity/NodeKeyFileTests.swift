import Foundation
import KnotCrypto
import KnotModel
import KnotServer
import Testing

@Suite struct NodeKeyFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "node-key-\(UUID().uuidString)").path

    private func within(_ body: (NodeKeyFile) throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(NodeKeyFile(database: folder + "/knot.db"))
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func itIsMadeOnceAndStays() throws {
        try within { file in
            let first = try file.load()
            #expect(first.isNew && first.unsaved == nil)
            #expect(file.path.hasSuffix("/knot.db.node-key"))
            #expect(try mode(file.path) == 0o600)
            let again = try file.load()
            #expect(again.key.publicKey == first.key.publicKey)
            #expect(!again.isNew && !again.wasOpen)
            try FileManager.default.removeItem(atPath: file.path)
            let other = try file.load()
            #expect(other.isNew && other.key.publicKey != first.key.publicKey)
        }
    }

    /// A database under another name has the files of the one that it is.
    @Test func aLinkedDatabaseHasTheSameKey() throws {
        try within { file in
            try Data().write(to: URL(filePath: folder + "/knot.db"))
            let link = folder + "/link.db"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder + "/knot.db")
            #expect(NodeKeyFile(database: link).path == file.path)
        }
    }

    @Test func oneThatOthersCouldReadIsClosedAndSaid() throws {
        try within { file in
            let key = try file.load().key.publicKey
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
            let found = try file.load()
            #expect(found.wasOpen && found.key.publicKey == key)
            #expect(try mode(file.path) == 0o600)
            #expect(try !file.load().wasOpen)
        }
    }

    @Test func whatIsNoKeyIsLeftAsItIs() throws {
        try within { file in
            for text in ["", "no key", try SelfSignedCertificate.make(hosts: ["a"], days: 1).privateKeyPEM] {
                try Data(text.utf8).write(to: URL(filePath: file.path))
                let failure = #expect(throws: Failure.self) { try file.load() }
                #expect(failure?.message.contains("holds no Ed25519 key") == true)
                #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
            }
        }
    }

    /// As a secret that is mounted, and one that is not yet.
    @Test func aLinkedKeyIsRead() throws {
        try within { file in
            let key = try file.load().key.publicKey
            try FileManager.default.moveItem(atPath: file.path, toPath: folder + "/secret")
            try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: folder + "/secret")
            let found = try file.load()
            #expect(found.key.publicKey == key && !found.wasOpen)
            try FileManager.default.removeItem(atPath: folder + "/secret")
            let failure = #expect(throws: Failure.self) { try file.load() }
            #expect(failure?.message.contains("when it is a link") == true)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file.path) == folder + "/secret")
        }
    }

    @Test func whatIsNoFileIsLeftAsItIs() throws {
        try within { file in
            try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
            #expect(throws: Failure.self) { try file.load() }
            try FileManager.default.removeItem(atPath: file.path)
            #expect(mkfifo(file.path, 0o600) == 0)
            let failure = #expect(throws: Failure.self) { try file.load() }
            #expect(failure?.message.contains("holds no Ed25519 key") == true)
        }
    }

    @Test func oneThatCannotBeStoredIsSaid() throws {
        try within { file in
            try FileManager.default.removeItem(atPath: folder)
            #expect(try file.load().unsaved != nil)
        }
    }
}
