#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Empties a directory, however deep it goes, without following a link or entering another mount, and with three open files
/// at the most.
///
/// What a space has put there is a stranger's: nesting deeper than any stack or path allows, and names that are moved
/// while it goes on, end in a failure and never outside of the root.
struct DirectorySweep {
    private struct Level {
        var identity: DirectoryIdentity
        /// Its name in the one above; empty for the root.
        var name: [CChar]
    }

    /// How often a directory may turn out not to be empty after it was emptied.
    private static let patience = 100

    /// What the kernel says of a directory on another mount.
    static let otherMount = EXDEV

    private var current: HostDescriptor
    private let mount: UInt64
    private var levels: [Level]
    private var disturbances = 0

    /// - Parameter root: Opened to read its entries.
    init(_ root: HostDescriptor) throws(HostDescriptor.Obstacle) {
        guard let mount = root.mount else { throw Self.obstacle(EOPNOTSUPP) }
        self.mount = mount
        current = root
        levels = [Level(identity: try Self.identity(root), name: [])]
    }

    /// - Throws: `otherMount` at a mount point, of which nothing is removed.
    mutating func run() throws(HostDescriptor.Obstacle) {
        while true {
            if let name = try removeFiles() {
                try descend(name)
            } else if levels.count > 1 {
                try ascend()
            } else {
                return
            }
        }
    }

    /// Removes files until a directory comes up, and gives its name.
    private func removeFiles() throws(HostDescriptor.Obstacle) -> [CChar]? {
        let copy = openat(current.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw Self.obstacle(errno) }
        guard let stream = fdopendir(copy) else {
            let obstacle = Self.obstacle(errno)
            _ = close(copy)
            throw obstacle
        }
        defer { _ = closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno == 0 { return nil }
                throw Self.obstacle(errno)
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { text in
                    Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
                }
            }
            if name == [0x2E, 0] || name == [0x2E, 0x2E, 0] { continue }
            if unlinkat(current.number, name, 0) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM else { throw Self.obstacle(errno) }
            return name
        }
    }

    private mutating func descend(_ name: [CChar]) throws(HostDescriptor.Obstacle) {
        let next = try current.directory(name)
        guard next.mount == mount else { throw Self.obstacle(Self.otherMount) }
        levels.append(Level(identity: try Self.identity(next), name: name))
        current = next
    }

    /// Goes up, checks that it is where it came from, and removes the emptied directory.
    private mutating func ascend() throws(HostDescriptor.Obstacle) {
        let level = levels.removeLast()
        let next = try current.directory("..")
        guard next.mount == mount else { throw Self.obstacle(Self.otherMount) }
        guard try Self.identity(next) == levels.last?.identity else {
            throw Self.obstacle(ESTALE)
        }
        current = next
        if unlinkat(current.number, level.name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
        let obstacle = Self.obstacle(errno)
        disturbances += 1
        guard obstacle.errorNumber == ENOTEMPTY, disturbances < Self.patience else { throw obstacle }
    }

    private static func identity(_ directory: HostDescriptor) throws(HostDescriptor.Obstacle) -> DirectoryIdentity {
        guard let identity = DirectoryIdentity(descriptor: directory.number) else { throw obstacle(errno) }
        return identity
    }

    private static func obstacle(_ errorNumber: Int32) -> HostDescriptor.Obstacle {
        HostDescriptor.Obstacle(path: "", errorNumber: errorNumber)
    }
}
