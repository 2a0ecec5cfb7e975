import KnotModel
import KnotPlan

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a path leads once its links are followed, and in which directories those links lie: whoever may write there
/// decides where it leads.
struct LinkTrail: Sendable, Hashable {
    /// Without links; what does not exist is taken as it is written.
    var path: String
    var directories: [String]

    /// The most links that Linux follows.
    private static let most = 40

    /// `nil` for links that go round in a circle, and for what cannot be looked at.
    init?(_ declared: String) {
        var current: [String] = []
        var found: [String] = []
        var rest = Self.parts(declared)[...]
        while let part = rest.popFirst() {
            if part == ".." {
                _ = current.popLast()
                continue
            }
            let path = "/" + (current + [part]).joined(separator: "/")
            var status = stat()
            guard lstat(path, &status) == 0 else {
                guard errno == ENOENT || errno == ENOTDIR else { return nil }
                current.append(part)
                continue
            }
            guard status.st_mode & S_IFMT == S_IFLNK else {
                current.append(part)
                continue
            }
            guard found.count < Self.most, let target = Self.target(of: path) else { return nil }
            found.append("/" + current.joined(separator: "/"))
            if AbsolutePath.isAbsolute(target) { current = [] }
            rest = Self.parts(target)[...] + rest
        }
        path = "/" + current.joined(separator: "/")
        directories = found
    }

    private static func parts(_ path: String) -> [String] {
        AbsolutePath.parts(path).filter { $0 != "." }
    }

    private static func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Where the directories that an administrator allows lie, links resolved.
    ///
    /// One below another adds nothing, and one that is reached through a link inside another leads where a space may turn
    /// it: both are left out.
    static func roots(_ allowed: [String]) -> [String] {
        let outer = allowed.filter { root in
            !allowed.contains { $0 != root && AbsolutePath.isPath(root, inside: $0) }
        }
        let trails = Set(outer).sorted().compactMap { root in LinkTrail(root).map { (root: root, trail: $0) } }
        return trails.filter { entry in
            !entry.trail.directories.contains { directory in
                trails.contains { $0.root != entry.root && AbsolutePath.isPath(directory, inside: $0.trail.path) }
            }
        }.map(\.trail.path)
    }
}
