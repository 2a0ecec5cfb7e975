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
    /// - Throws: `directoryFailed` when something else is there, also a link on the way, or it cannot be told.
    package static func identity(of path: String) throws(Failure) -> RecordedIdentity? {
        guard let found = try open(path, "cannot be looked at") else { return nil }
        return try identity(found, path)
    }

    /// Makes the directory and those above it that are missing, each open to all for reading; never through a link.
    package static func make(_ path: String) throws(Failure) -> RecordedIdentity {
        guard let made = try open(path, makes: true, "cannot be made") else { throw noDirectory(path) }
        return try identity(made, path)
    }

    /// Whether it is the directory that is meant, and nothing is in it.
    package static func isEmpty(_ path: String, _ identity: RecordedIdentity) -> Bool {
        guard let found = try? HostDescriptor.open(path), found.identity == identity.directory else { return false }
        return (try? FileManager.default.contentsOfDirectory(atPath: found.ownPath))?.isEmpty ?? false
    }

    package static func removeIfEmpty(_ path: String) {
        guard let (above, name) = try? HostDescriptor.openAbove(path) else { return }
        _ = unlinkat(above.number, name, AT_REMOVEDIR)
    }

    private static func identity(_ found: HostDescriptor, _ path: String) throws(Failure) -> RecordedIdentity {
        guard found.isDirectory else { throw noDirectory(path) }
        guard let identity = RecordedIdentity(found) else { throw failure(path, "cannot be looked at", errno) }
        return identity
    }

    /// `nil` when nothing is there.
    private static func open(
        _ path: String, makes: Bool = false, _ what: String
    ) throws(Failure) -> HostDescriptor? {
        do throws(HostDescriptor.Obstacle) { return try HostDescriptor.open(path, makes: makes) } catch {
            if error.errorNumber == ENOENT { return nil }
            throw error.isDetour ? noDirectory(path) : failure(path, what, error.errorNumber)
        }
    }

    private static func noDirectory(_ path: String) -> Failure {
        Failure(
            .directoryFailed, subject: path,
            "'\(path)' is there and no directory; remove it from the node, or change the template's 'paths'")
    }

    static func failure(_ path: String, _ what: String, _ errorNumber: Int32) -> Failure {
        errno = errorNumber
        return .disk(
            path, full: "the directory '\(path)' \(what): the disk is full; free some space on the node",
            problem:
                "the directory '\(path)' \(what) on the node; see to its rights and to those of the directories above it"
        )
    }
}

extension DirectoryIdentity {
    /// Of an open file; `nil` when it cannot be told, and `errno` then says why.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        self.init(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
    }
}
