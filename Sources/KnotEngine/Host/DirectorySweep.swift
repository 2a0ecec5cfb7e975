#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Empties a directory, however deep it goes, without following a link and with three open files at the most.
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

    private var current: Int32
    private var levels: [Level]
    private var disturbances = 0

    /// - Parameter root: An open directory, closed by `run`.
    init(root: Int32, _ identity: DirectoryIdentity) {
        current = root
        levels = [Level(identity: identity, name: [])]
    }

    /// `false`, with `errno` set, when something could not be removed.
    mutating func run() -> Bool {
        defer { _ = close(current) }
        while true {
            switch removeFiles() {
            case .failed: return false
            case .directory(let name):
                guard descend(name) else { return false }
            case .nothing:
                guard levels.count > 1 else { return true }
                guard ascend() else { return false }
            }
        }
    }

    private enum Found {
        case nothing
        case directory([CChar])
        case failed
    }

    /// Removes files until a directory comes up.
    private func removeFiles() -> Found {
        let copy = openat(current, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return .failed }
        guard let stream = fdopendir(copy) else {
            _ = close(copy)
            return .failed
        }
        defer { _ = closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else { return errno == 0 ? .nothing : .failed }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { text in
                    Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
                }
            }
            if name == [0x2E, 0] || name == [0x2E, 0x2E, 0] { continue }
            if unlinkat(current, name, 0) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM else { return .failed }
            return .directory(name)
        }
    }

    private mutating func descend(_ name: [CChar]) -> Bool {
        let next = openat(current, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard next >= 0 else { return false }
        var status = stat()
        guard fstat(next, &status) == 0 else {
            _ = close(next)
            return false
        }
        _ = close(current)
        current = next
        levels.append(Level(identity: DirectoryIdentity(status), name: name))
        return true
    }

    /// Goes up, checks that it is where it came from, and removes the emptied directory.
    private mutating func ascend() -> Bool {
        guard let level = levels.popLast(), let above = levels.last else { return false }
        let next = openat(current, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard next >= 0 else { return false }
        _ = close(current)
        current = next
        var status = stat()
        guard fstat(current, &status) == 0, DirectoryIdentity(status) == above.identity else {
            errno = ESTALE
            return false
        }
        if unlinkat(current, level.name, AT_REMOVEDIR) == 0 || errno == ENOENT { return true }
        disturbances += 1
        return errno == ENOTEMPTY && disturbances < Self.patience
    }
}
