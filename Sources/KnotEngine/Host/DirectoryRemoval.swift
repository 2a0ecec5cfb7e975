import KnotModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Removes a directory that knot made, with all that is in it and nothing of what is mounted in it.
///
/// A mount on the directory or anywhere below it refuses the removal before anything is removed. One that is made after
/// that check ends the removal where it is found: no directory on another mount is entered.
package struct DirectoryRemoval {
    private let path: String
    private let identity: RecordedIdentity?
    private let mounts: @Sendable () -> MountTable?

    /// - Parameters:
    ///   - path: Absolute, links resolved.
    ///   - identity: Which directory is meant: another one is left alone. When it is `nil`, nobody knows whether one was
    ///     made, and what is there goes only if it is empty.
    ///   - mounts: What is mounted on the node; `nil` when it cannot be read.
    package init(
        path: String, identity: RecordedIdentity?,
        mounts: @escaping @Sendable () -> MountTable? = { DirectoryRemoval.currentMounts() }
    ) {
        self.path = path
        self.identity = identity
        self.mounts = mounts
    }

    /// What this process sees mounted. Nothing on a system that does not list it: there, devices alone tell mounts apart.
    package static func currentMounts() -> MountTable? {
        #if os(Linux)
            return MountTable(ofProcess: "self")
        #else
            return MountTable(parsing: "")
        #endif
    }

    /// - Throws: `directoryFailed` when something is mounted there, or something could not be removed.
    package func run() throws(Failure) {
        let (covering, inside) = try mounted()
        if let mount = covering.last {
            throw Failure(
                .directoryFailed, subject: path,
                "the directory '\(path)' is not removed: a file system is mounted on it; unmount it on the node",
                cause: Self.cause(mount))
        }
        guard let identity else { return HostDirectory.removeIfEmpty(path) }
        guard let (above, name, directory) = try open() else { return }
        guard let found = RecordedIdentity(directory) else {
            throw HostDirectory.failure(path, "cannot be looked at", errno)
        }
        guard identity.isSame(as: found) else { return }
        guard inside.isEmpty else { throw occupied(inside) }
        do throws(HostDescriptor.Obstacle) {
            var sweep = try DirectorySweep(directory)
            try sweep.run()
        } catch {
            guard error.errorNumber == DirectorySweep.otherMount else {
                throw HostDirectory.failure(path, "cannot be emptied", error.errorNumber)
            }
            throw occupied(try mounted().inside)
        }
        guard unlinkat(above.number, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw HostDirectory.failure(path, "cannot be removed", errno)
        }
    }

    /// The directory, and the one above it; `nil` when nothing is there, or no directory, or a link is on the way.
    private func open() throws(Failure) -> (above: HostDescriptor, name: String, directory: HostDescriptor)? {
        do throws(HostDescriptor.Obstacle) {
            let (above, name) = try HostDescriptor.openAbove(path)
            return (above, name, try above.directory(name))
        } catch {
            if error.errorNumber == ENOENT || error.isDetour { return nil }
            throw HostDirectory.failure(path, "cannot be opened to remove it", error.errorNumber)
        }
    }

    /// What is mounted on the directory, and what is mounted below it.
    private func mounted() throws(Failure) -> (covering: [MountTable.Entry], inside: [MountTable.Entry]) {
        guard let table = mounts() else {
            throw Failure(
                .directoryFailed, subject: path,
                "the directory '\(path)' is not removed: whether something is mounted in it cannot be read from "
                    + "'/proc/self/mountinfo'; see to it that /proc is mounted on the node")
        }
        let all = table.entries.filter { AbsolutePath.isPath($0.point, inside: path) }
        return (
            all.filter { $0.point.utf8.count == path.utf8.count }, all.filter { $0.point.utf8.count > path.utf8.count }
        )
    }

    /// - Parameter mounts: Empty when what was found is no longer mounted.
    private func occupied(_ mounts: [MountTable.Entry]) -> Failure {
        let place = mounts.first.map { "on '\($0.point)'" } ?? "in it"
        let rest = mounts.count > 1 ? " (and on \(mounts.count - 1) more below the directory)" : ""
        return Failure(
            .directoryFailed, subject: path,
            "the directory '\(path)' is not removed: a file system is mounted \(place)\(rest), whose files would be removed "
                + "too; unmount it on the node, or move the directory elsewhere to keep it",
            cause: mounts.first.map(Self.cause))
    }

    private static func cause(_ mount: MountTable.Entry) -> String {
        "'\(mount.point)' has \(mount.type) from '\(mount.source)' mounted"
    }
}
