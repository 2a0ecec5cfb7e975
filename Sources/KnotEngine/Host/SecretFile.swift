import Foundation

/// A small file that nobody but its user may read, as it was found.
package struct SecretFile: Sendable, Hashable {
    package enum Obstacle: Error, Sendable, Hashable {
        /// Nothing of the name is there.
        case missing
        /// There is a link to what is not there, or the file may not be read.
        case unreadable
        /// It is no file, or larger than may be.
        case unusable
    }

    package let data: Data
    /// Others than its user could read it.
    package let wasOpen: Bool
    /// They still can: its permissions could not be changed.
    package let isOpen: Bool

    /// Reads a file, through links, and takes from others what they may do with it. Never waits for whoever writes to a pipe.
    ///
    /// - Parameter limit: The most bytes that it may have.
    package init(_ path: String, atMost limit: Int) throws(Obstacle) {
        var status = stat()
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw errno == ENOENT && lstat(path, &status) != 0 ? .missing : .unreadable }
        defer { _ = close(file) }
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            throw .unusable
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
        do { data = try handle.read(upToCount: limit) ?? Data() } catch { throw .unreadable }
        wasOpen = status.st_mode & 0o077 != 0
        isOpen = wasOpen && fchmod(file, 0o600) != 0
    }
}
