import KnotModel
import KnotYAML

/// What was read from files, directories or standard input: the manifests, and all that is wrong with them.
package struct ManifestSet: Sendable {
    /// One manifest and where it was written.
    package struct Entry: Sendable {
        package var manifest: Manifest
        /// As the user named it; `-` is standard input.
        package var file: String
        /// Where its name stands.
        package var mark: Mark
        /// The tree it was read from; places of fields are looked up in it when they are needed.
        let node: Node

        /// Where a field stands, by a path such as `container.ports[0]`; the nearest enclosing one when it is not
        /// written. The empty path is the name's place.
        package func mark(of path: String) -> Mark {
            let steps = Node.path(path)
            guard let first = steps.first, case .key(let key) = first else { return mark }
            guard case .mapping(let entries) = node.content else { return mark }
            var names = [key]
            if let field = Schema.of(manifest.key.kind)?.object.field(key) { names += [field.name] + field.aliases }
            if key == "engine_name" { names.append("volumes") }
            guard let written = names.first(where: { name in entries.contains { $0.key == name } }) else { return mark }
            return node.mark(at: [.key(written)] + steps.dropFirst())
        }
    }

    /// One input as it was read.
    struct Source: Sendable {
        var file: String
        var bytes: [UInt8]
        var stream: ParsedStream
    }

    /// In the order read.
    package internal(set) var entries: [Entry] = []
    /// In the order read; errors are at most 100 for each input, and what is beyond is counted in the last.
    package internal(set) var diagnostics: [Diagnostic] = []
    /// Directories below those that were named which were not read: what they hold is not known, so that nothing must be
    /// taken for gone.
    package internal(set) var unread: [String] = []
    var sources: [Source] = []

    package init() {}

    package var manifests: [Manifest] { entries.map(\.manifest) }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// All inputs as one stream of YAML that holds the same documents, for sending to a server.
    package var stream: [UInt8] {
        var result: [UInt8] = []
        for source in sources {
            var bytes = source.bytes[...]
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            if !result.isEmpty {
                if result.last != UInt8(ascii: "\n") { result.append(UInt8(ascii: "\n")) }
                // A file that begins with a directive such as `%YAML` needs the end of the document before it.
                result += Self.beginsWithDirective(bytes) ? "...\n".utf8 : "---\n".utf8
            }
            result += bytes
        }
        return result
    }

    private static func beginsWithDirective(_ bytes: ArraySlice<UInt8>) -> Bool {
        for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 64) {
            guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            if first != UInt8(ascii: "#") { return first == UInt8(ascii: "%") }
        }
        return false
    }
}
