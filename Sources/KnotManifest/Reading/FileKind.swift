import Foundation

/// What a path leads to.
enum FileKind {
    case file, directory, link
    /// A pipe, a socket, a device.
    case special

    /// `nil` when it cannot be looked at. A link is a link.
    static func of(_ path: String) -> FileKind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .special
        }
    }

    /// What a link leads to, all links resolved; `nil` when there is no such thing, or its path is not UTF-8.
    static func target(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }
}
