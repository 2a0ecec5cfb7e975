import KnotModel
import KnotPlan

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What lay at a path at one moment, held open: whatever is put there later, this stays what it was.
///
/// It is found one part of the path after another, each in the directory found before and none through a link, so it lies
/// below the directory begun with, whoever moves things meanwhile. That is what `openat2` promises with `RESOLVE_BENEATH`
/// and `RESOLVE_NO_SYMLINKS` for a path without `..`, on every version of Linux and under every system call filter.
package final class HostDescriptor: Sendable {
    /// What stood in the way.
    package struct Obstacle: Error, Sendable, Hashable {
        /// As far as the path could be followed, and the part that could not.
        package var path: String
        package var errorNumber: Int32

        /// Whether it is a link, or a file where a directory was expected.
        package var isDetour: Bool { errorNumber == ELOOP || errorNumber == ENOTDIR }
        package var cause: String { String(cString: strerror(errorNumber)) }
    }

    let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { _ = close(number) }

    #if os(Linux)
        /// `O_PATH` of Linux, which Swift's Glibc leaves out: a descriptor that only names what it was opened from.
        private static let naming: Int32 = 0o10_000_000
    #else
        private static let naming: Int32 = O_RDONLY
    #endif

    /// Opens what is at `path`, which is absolute and holds no link.
    ///
    /// - Parameters:
    ///   - root: Where the path begins: the root of this process, or of another one.
    ///   - makes: Whether directories that are missing are made, open to all for reading.
    package static func open(
        _ path: String, from root: String = "/", makes: Bool = false
    ) throws(Obstacle) -> HostDescriptor {
        var current = try at(AT_FDCWD, root, O_DIRECTORY, root)
        var done = ""
        let parts = AbsolutePath.parts(AbsolutePath.normal(path))
        for (index, part) in parts.enumerated() {
            done += "/" + part
            let isLast = index == parts.count - 1
            let kind = O_NOFOLLOW | (isLast ? 0 : O_DIRECTORY)
            do throws(Obstacle) {
                current = try at(current.number, part, kind, done)
            } catch {
                guard makes, error.errorNumber == ENOENT else { throw error }
                try makeDirectory(part, in: current, done)
                current = try at(current.number, part, kind, done)
            }
        }
        guard current.status.st_mode & S_IFMT != S_IFLNK else { throw Obstacle(path: done, errorNumber: ELOOP) }
        return current
    }

    /// Opens the directory in which `path` lies, and gives the name that it has there.
    static func openAbove(_ path: String) throws(Obstacle) -> (HostDescriptor, String) {
        var parts = AbsolutePath.parts(AbsolutePath.normal(path))
        guard let name = parts.popLast() else { throw Obstacle(path: path, errorNumber: EBUSY) }
        return (try open("/" + parts.joined(separator: "/")), name)
    }

    /// Opens a directory in this one to read its entries; no link.
    func directory(_ name: UnsafePointer<CChar>) throws(Obstacle) -> HostDescriptor {
        let found = openat(number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard found >= 0 else { throw Obstacle(path: String(cString: name), errorNumber: errno) }
        return HostDescriptor(found)
    }

    private static func at(
        _ directory: Int32, _ name: String, _ flags: Int32, _ path: String
    ) throws(Obstacle) -> HostDescriptor {
        let found = openat(directory, name, naming | O_CLOEXEC | flags)
        guard found >= 0 else { throw Obstacle(path: path, errorNumber: errno) }
        return HostDescriptor(found)
    }

    private static func makeDirectory(
        _ name: String, in directory: HostDescriptor, _ path: String
    ) throws(Obstacle) {
        guard mkdirat(directory.number, name, 0o755) == 0 else {
            // Somebody else was first.
            if errno == EEXIST { return }
            throw Obstacle(path: path, errorNumber: errno)
        }
        // The process's mask may have taken rights away.
        let made = openat(directory.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard made >= 0 else { return }
        _ = fchmod(made, 0o755)
        _ = close(made)
    }

    var status: stat {
        var status = stat()
        _ = fstat(number, &status)
        return status
    }

    package var identity: DirectoryIdentity { DirectoryIdentity(status) }
    package var isDirectory: Bool { status.st_mode & S_IFMT == S_IFDIR }

    /// Through which mount it was opened; `nil` when the system does not tell.
    ///
    /// Bind mounts of one file system have the same device, so that does not tell them apart. The kernel tells the mount of
    /// every open file (proc(5), `fdinfo`), on all its versions; `openat2` with `RESOLVE_NO_XDEV` cannot be called from
    /// Swift, and adds nothing to a check of what was opened.
    var mount: UInt64? {
        #if os(Linux)
            guard let bytes = KernelFile.read("/proc/self/fdinfo/\(number)") else { return nil }
            let label = "mnt_id:"
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            guard let line = lines.first(where: { $0.hasPrefix(label) }) else { return nil }
            return UInt64(line.dropFirst(label.count).drop(while: \.isWhitespace))
        #else
            return DirectoryIdentity(descriptor: number)?.device
        #endif
    }

    /// The path under which this process reaches it, wherever it lies by now.
    var ownPath: String { "/proc/self/fd/\(number)" }
}
