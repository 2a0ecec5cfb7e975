import Foundation
import KnotManifest
import KnotYAML

/// The files beside the tests.
enum Fixtures {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let repository = tests.deletingLastPathComponent().deletingLastPathComponent()

    static func files(_ folder: String) -> [String] {
        let path = tests.appendingPathComponent(folder).path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: tests.appendingPathComponent(path)))
    }

    static func read(_ path: String) throws -> ManifestSet {
        ManifestReader().read(bytes: try bytes(path), file: path)
    }

    static func read(text: String) -> ManifestSet { ManifestReader().read(bytes: Array(text.utf8), file: "t.yaml") }

    /// `line:column: error: message | hint`.
    static func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.mark.map { "\($0.line):\($0.column): " } ?? ""
        let hint = diagnostic.hint.isEmpty ? "" : " | \(diagnostic.hint)"
        return "\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)\(hint)"
    }
}
