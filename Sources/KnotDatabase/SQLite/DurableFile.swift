import Foundation
import KnotModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few calls of the system that making a file needs, with messages for people.
enum DurableFile {
    /// Makes an empty file that only its user may read. Throws when there is one already.
    static func create(_ path: String) throws(Failure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        _ = close(descriptor)
    }

    /// On return the bytes of a file are on the disk.
    static func force(_ path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    /// Gives a file its name in a way that outlives a power cut. The caller knows that the name is free.
    static func rename(_ old: String, to new: String) throws(Failure) {
        guard Self.move(old, new) == 0 else { throw failure(new) }
        guard forceDirectory(of: new) else { throw failure(new) }
    }

    /// On return the names in the directory of a file are on the disk. `false` when that failed; `errno` says why.
    static func forceDirectory(of path: String) -> Bool {
        let directory = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return false }
        let result = fsync(directory)
        let code = errno
        _ = close(directory)
        errno = code
        return result == 0
    }

    private static func move(_ old: String, _ new: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.rename(old, new)
        #elseif canImport(Musl)
            Musl.rename(old, new)
        #elseif canImport(Darwin)
            Darwin.rename(old, new)
        #endif
    }

    /// Removes a file; one that is not there is fine.
    static func remove(_ path: String) { _ = unlink(path) }

    /// Lets only its user read and write a file, where that is ours to say.
    static func restrict(_ path: String) { _ = chmod(path, 0o600) }

    private static func failure(_ path: String) -> Failure {
        let code = errno
        let cause = String(cString: strerror(code))
        if code == ENOSPC {
            return Failure(
                .outOfDisk, subject: path, "the disk of \(path) is full, and nothing was changed; free some space",
                cause: cause)
        }
        return Failure(
            .databaseFailed, subject: path,
            "\(path) cannot be made; give its directory to the user who runs knot", cause: cause)
    }
}
