import Foundation

/// The part of `swift package dump-package` that names targets and their dependencies.
struct PackageDescription: Decodable, Sendable {
    let targets: [Target]

    struct Target: Decodable, Sendable {
        let name: String
        let type: String
        let dependencies: [Dependency]

        /// Names of other targets of this package, given `names` of all of them.
        func targets(among names: Set<String>) -> [String] {
            dependencies.filter { $0.package == nil && names.contains($0.name) }.map(\.name)
        }

        /// Names of products of other packages, given `names` of this package's targets.
        func products(beside names: Set<String>) -> [String] {
            dependencies.filter { $0.package != nil || !names.contains($0.name) }.map(\.name)
        }
    }

    struct Dependency: Decodable, Sendable {
        let name: String
        let package: String?

        private enum Key: String, CodingKey { case byName, product, target }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            guard let key = container.allKeys.first else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a dependency of an unknown form"))
            }
            var list = try container.nestedUnkeyedContainer(forKey: key)
            name = try list.decode(String.self)
            package = key == .product ? try list.decodeIfPresent(String.self) : nil
        }
    }

    /// Asks SwiftPM, in a scratch directory of its own, so that the lock `swift test` holds does not matter.
    static func load(_ repository: Repository) throws -> PackageDescription {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "knot-dump-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "dump-package", "--package-path", repository.root.path, "--scratch-path", scratch.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescription.self, from: data)
    }
}
