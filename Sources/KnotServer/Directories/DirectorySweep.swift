import KnotEngine

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

    private var current: HeldDirectory
    private let mount: UInt64
    private var levels: [Level]
    private var disturbances = 0

    /// - Parameter root: Opened to read its entries.
    init(_ root: HeldDirectory) throws(HeldDirectory.Obstacle) {
        guard let mount = root.mount() else { throw HeldDirectory.Obstacle(errorNumber: EOPNOTSUPP) }
        self.mount = mount
        current = root
        levels = [Level(identity: try root.identity(), name: [])]
    }

    /// - Throws: `otherMount` at a mount point, of which nothing is removed.
    mutating func run() throws(HeldDirectory.Obstacle) {
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
    private func removeFiles() throws(HeldDirectory.Obstacle) -> [CChar]? {
        let copy = openat(current.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw .last }
        guard let stream = fdopendir(copy) else {
            let obstacle = HeldDirectory.Obstacle.last
            _ = close(copy)
            throw obstacle
        }
        defer { _ = closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno == 0 { return nil }
                throw .last
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { text in
                    Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
                }
            }
            if name == [0x2E, 0] || name == [0x2E, 0x2E, 0] { continue }
            if unlinkat(current.number, name, 0) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM else { throw .last }
            return name
        }
    }

    private mutating func descend(_ name: [CChar]) throws(HeldDirectory.Obstacle) {
        let next = try current.child(name)
        guard next.mount() == mount else { throw .otherMount }
        levels.append(Level(identity: try next.identity(), name: name))
        current = next
    }

    /// Goes up, checks that it is where it came from, and removes the emptied directory.
    private mutating func ascend() throws(HeldDirectory.Obstacle) {
        let level = levels.removeLast()
        let next = try current.child("..")
        guard next.mount() == mount else { throw .otherMount }
        guard try next.identity() == levels.last?.identity else {
            throw HeldDirectory.Obstacle(errorNumber: ESTALE)
        }
        current = next
        if unlinkat(current.number, level.name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
        let obstacle = HeldDirectory.Obstacle.last
        disturbances += 1
        guard obstacle.errorNumber == ENOTEMPTY, disturbances < Self.patience else { throw obstacle }
    }
}
