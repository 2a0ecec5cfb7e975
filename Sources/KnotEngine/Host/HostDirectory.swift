import Foundation
import KnotModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The calls of the system that making and removing a directory needs, with messages for people.
package enum HostDirectory {
    /// Which directory is there; `nil` when nothing is.
    ///
    /// - Throws: `directoryFailed` when something else is there, or it cannot be told.
    package static func identity(of path: String) throws(Failure) -> DirectoryIdentity? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "cannot be looked at")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(
                .directoryFailed, subject: path,
                "'\(path)' is there and no directory; remove it from the node, or change the template's 'paths'")
        }
        return DirectoryIdentity(status)
    }

    /// Makes the directory and those above it that are missing, each open to all for reading.
    package static func make(_ path: String) throws(Failure) -> DirectoryIdentity {
        var parts = ""
        for part in path.split(separator: "/") {
            parts += "/" + part
            if mkdir(parts, 0o755) == 0 {
                // The process's mask may have taken rights away.
                _ = chmod(parts, 0o755)
            } else if errno != EEXIST {
                throw failure(path, "cannot be made")
            }
        }
        guard let identity = try identity(of: path) else { throw failure(path, "cannot be made") }
        return identity
    }

    package static func isEmpty(_ path: String) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
    }

    package static func removeIfEmpty(_ path: String) { _ = rmdir(path) }

    /// Removes the directory with all in it, if it is still the one that is meant; never through a link.
    package static func remove(_ path: String, _ identity: DirectoryIdentity) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return }
            throw failure(path, "cannot be opened to remove it")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, DirectoryIdentity(status) == identity else {
            _ = close(descriptor)
            return
        }
        var sweep = DirectorySweep(root: descriptor, identity)
        guard sweep.run() else { throw failure(path, "cannot be emptied") }
        guard rmdir(path) == 0 || errno == ENOENT else { throw failure(path, "cannot be removed") }
    }

    private static func failure(_ path: String, _ what: String) -> Failure {
        .disk(
            path, full: "the directory '\(path)' \(what): the disk is full; free some space on the node",
            problem:
                "the directory '\(path)' \(what) on the node; see to its rights and to those of the directories above it"
        )
    }
}

extension DirectoryIdentity {
    init(_ status: stat) {
        self.init(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
    }
}
