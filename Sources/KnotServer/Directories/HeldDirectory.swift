import KnotEngine
import KnotModel
import KnotPlan

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A directory of the node that is held open, found through no link: whatever is put in its place, this stays what it was.
final class HeldDirectory: Sendable {
    /// Why a call of the system failed.
    struct Obstacle: Error, Sendable, Hashable {
        var errorNumber: Int32

        /// From `errno`.
        static var last: Obstacle { Obstacle(errorNumber: errno) }
        /// It lies on another mount than the directory in which it was found.
        static var otherMount: Obstacle { Obstacle(errorNumber: EXDEV) }

        /// Whether nothing is there, or something else than a directory.
        var isAbsence: Bool { [ENOENT, ENOTDIR, ELOOP].contains(errorNumber) }
        var cause: String { String(cString: strerror(errorNumber)) }
    }

    let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { _ = close(number) }

    #if os(Linux)
        /// `O_PATH`, which Swift's Glibc leaves out: needs no right to read the directory.
        private static let naming: Int32 = 0o10_000_000
    #else
        private static let naming: Int32 = O_RDONLY
    #endif

    /// Opens the directory at `path`, which is absolute, only to look at what it is.
    static func open(_ path: String) throws(Obstacle) -> HeldDirectory { try open(AbsolutePath.parts(path)) }

    /// Opens the directory in which `path` lies, and gives the name that it has there.
    static func openAbove(_ path: String) throws(Obstacle) -> (HeldDirectory, String) {
        var names = AbsolutePath.parts(path)
        guard let name = names.popLast() else { throw Obstacle(errorNumber: EBUSY) }
        return (try open(names), name)
    }

    /// Opens a directory in this one to read its entries.
    func child(_ name: UnsafePointer<CChar>) throws(Obstacle) -> HeldDirectory {
        try Self.at(number, name, O_RDONLY)
    }

    private static func open(_ parts: [String]) throws(Obstacle) -> HeldDirectory {
        var current = try at(AT_FDCWD, "/", naming)
        for part in parts { current = try at(current.number, part, naming) }
        return current
    }

    private static func at(
        _ directory: Int32, _ name: UnsafePointer<CChar>, _ access: Int32
    ) throws(Obstacle) -> HeldDirectory {
        let found = openat(directory, name, access | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard found >= 0 else { throw .last }
        return HeldDirectory(found)
    }

    func identity() throws(Obstacle) -> DirectoryIdentity {
        guard let identity = DirectoryIdentity(descriptor: number) else { throw .last }
        return identity
    }

    /// Through which mount it was opened; `nil` when the system does not tell.
    ///
    /// Bind mounts of one file system have the same device, so that does not tell them apart. The kernel tells the mount of
    /// every open file (proc(5), `fdinfo`), on all its versions; `openat2` with `RESOLVE_NO_XDEV` cannot be called from
    /// Swift, and adds nothing to a check of what was opened.
    func mount() -> UInt64? {
        #if os(Linux)
            guard let bytes = KernelFile.read("/proc/self/fdinfo/\(number)") else { return nil }
            let label = "mnt_id:"
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            guard let line = lines.first(where: { $0.hasPrefix(label) }) else { return nil }
            return UInt64(line.dropFirst(label.count).drop(while: \.isWhitespace))
        #else
            return (try? identity())?.device
        #endif
    }
}
