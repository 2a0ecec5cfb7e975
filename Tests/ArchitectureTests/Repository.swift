import Foundation

/// The working copy these tests read: its Swift sources, its scripts and its package description.
struct Repository: Sendable {
    /// The directory that holds `Package.swift`.
    let root: URL

    /// The working copy this file was compiled from.
    static let current = Repository(
        root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent())

    /// One text file, named relative to the root.
    struct File: Sendable {
        let path: String
        let text: String
    }

    /// The files under `directories` whose names end in one of `suffixes`, sorted by path.
    func files(under directories: [String], suffixes: [String]) throws -> [File] {
        var paths: [String] = []
        for directory in directories {
            let top = root.appending(path: directory)
            guard let walk = FileManager.default.enumerator(atPath: top.path) else { continue }
            for case let name as String in walk where suffixes.contains(where: { name.hasSuffix($0) }) {
                paths.append(directory + "/" + name)
            }
        }
        return try paths.sorted().map { try file($0) }
    }

    func file(_ path: String) throws -> File {
        File(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
    }

    /// The Swift files of the product.
    func sources() throws -> [File] { try files(under: ["Sources"], suffixes: [".swift"]) }

    /// The Swift files of the tests.
    func tests() throws -> [File] { try files(under: ["Tests"], suffixes: [".swift"]) }

    /// Everything a person reads or runs: sources, tests, scripts, manifests and documents.
    func texts() throws -> [File] {
        let suffixes = [".swift", ".sh", ".py", ".md", ".yaml", ".yml", ".toml", ".json", "/run"]
        return try files(under: ["Sources", "Tests", "Examples", "Manifests", ".ci"], suffixes: suffixes)
            + ["Package.swift", "README.md"].filter {
                FileManager.default.fileExists(atPath: root.appending(path: $0).path)
            }.map { try file($0) }
    }
}
