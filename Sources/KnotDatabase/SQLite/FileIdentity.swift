import KnotModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which file a path names: device and inode.
struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// `nil` when there is nothing at `path`.
    init?(_ path: String) {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        device = UInt64(found.st_dev)
        inode = UInt64(found.st_ino)
    }
}

/// The files of an open database, so that it shows when somebody removes or replaces them: SQLite would go on writing to
/// files that nobody can open again, and what it wrote would be gone with the process.
struct OpenFiles: Sendable {
    private let path: String
    private let file: FileIdentity
    private let log: FileIdentity

    /// - Parameter path: Of a database that is open in write-ahead mode.
    init(_ path: String, opened: FileIdentity?) throws(Failure) {
        guard let file = FileIdentity(path), let log = FileIdentity(path + "-wal"), file == opened else {
            throw Self.failure(path)
        }
        (self.path, self.file, self.log) = (path, file, log)
    }

    /// Why what is written now would be lost; `nil` when the paths still name the files that are open.
    var failure: Failure? {
        for (name, known) in [(path, file), (path + "-wal", log)] where FileIdentity(name) != known {
            return Self.failure(name)
        }
        return nil
    }

    private static func failure(_ name: String) -> Failure {
        Failure(
            .databaseFailed, subject: name,
            "\(name) was removed or replaced while the server has it open: nothing is written any more, and nothing is "
                + "removed from an engine. Put the very file back, or restart the server to go on with what is there now"
        )
    }
}
