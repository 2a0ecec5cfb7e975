import KnotEngine
import KnotModel

/// Tells a directory that knot made from another one that is put in its place, also from one that got the same inode number.
package struct RecordedIdentity: Sendable, Hashable, Codable {
    var device: UInt64
    var inode: UInt64
    /// In nanoseconds since 1970; `nil` where the file system keeps none, and in what earlier versions wrote.
    var birth: Int64?

    package init(_ directory: DirectoryIdentity, birth: Int64? = nil) {
        device = directory.device
        inode = directory.inode
        self.birth = birth
    }

    init(_ held: HeldDirectory) throws(HeldDirectory.Obstacle) {
        self.init(try held.identity(), birth: BirthTime.read(held.number))
    }

    /// Which directory is at `path`; `nil` when nothing is.
    ///
    /// - Throws: `directoryFailed` when something else is there, also a link on the way, or it cannot be told.
    static func find(_ path: String) throws(Failure) -> RecordedIdentity? {
        guard let found = try HostDirectory.identity(of: path) else { return nil }
        return found.withBirth(at: path)
    }

    /// Makes the directory and those above it that are missing; never through a link.
    static func make(_ path: String) throws(Failure) -> RecordedIdentity {
        try HostDirectory.make(path).withBirth(at: path)
    }

    var directory: DirectoryIdentity { DirectoryIdentity(device: device, inode: inode) }

    /// Whether `found` is the directory that this was recorded of. Birth times count where both are known.
    func isSame(as found: RecordedIdentity) -> Bool {
        guard directory == found.directory else { return false }
        guard let birth, let other = found.birth else { return true }
        return birth == other
    }
}

extension DirectoryIdentity {
    /// With its birth time, while it is still what lies at `path`.
    fileprivate func withBirth(at path: String) -> RecordedIdentity {
        guard let held = try? HeldDirectory.open(path), let found = try? RecordedIdentity(held), found.directory == self
        else { return RecordedIdentity(self) }
        return found
    }
}
