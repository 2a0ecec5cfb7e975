/// Absolute paths as texts: nothing is asked of a file system.
package enum AbsolutePath {
    /// `path` without `.`, `..`, and empty parts, as engines read a mount's ends.
    package static func normal(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
