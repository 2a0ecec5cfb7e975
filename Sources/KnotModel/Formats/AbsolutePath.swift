/// Absolute paths as texts: nothing is asked of a file system.
///
/// Paths are compared and taken apart by their bytes, as the kernel does. To Swift a `/` and a combining mark after it are one
/// character, and two spellings of a letter are equal; to the kernel they are not.
package enum AbsolutePath {
    private static let slash = UInt8(ascii: "/")

    /// `path` without `.`, `..`, and empty parts, as engines read a mount's ends.
    package static func normal(_ path: String) -> String {
        var parts: [String] = []
        for part in Self.parts(path) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// What stands between the slashes, without empty parts.
    package static func parts(_ path: some StringProtocol) -> [String] {
        path.utf8.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
    }

    package static func isAbsolute(_ path: some StringProtocol) -> Bool { path.utf8.first == slash }

    /// Whether `path` is `directory` or below it; both in normal form.
    package static func isPath(_ path: String, inside directory: String) -> Bool {
        let (path, directory) = (path.utf8, directory.utf8)
        guard path.starts(with: directory) else { return false }
        return directory.count == 1 || path.count == directory.count
            || path[path.index(path.startIndex, offsetBy: directory.count)] == slash
    }
}
