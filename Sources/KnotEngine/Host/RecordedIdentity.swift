/// Tells a directory that knot made from another one that is put in its place, also from one that got the same inode number.
package struct RecordedIdentity: Sendable, Hashable, Codable {
    package var device: UInt64
    package var inode: UInt64
    /// In nanoseconds since 1970; `nil` where the file system keeps none, and in what earlier versions wrote.
    package var birth: Int64?

    package init(_ directory: DirectoryIdentity, birth: Int64? = nil) {
        device = directory.device
        inode = directory.inode
        self.birth = birth
    }

    /// `nil` when it cannot be told, and `errno` then says why.
    init?(_ descriptor: HostDescriptor) {
        guard let identity = DirectoryIdentity(descriptor: descriptor.number) else { return nil }
        self.init(identity, birth: BirthTime.read(descriptor.number))
    }

    var directory: DirectoryIdentity { DirectoryIdentity(device: device, inode: inode) }

    /// Whether `found` is the directory that this was recorded of. Birth times count where both are known.
    package func isSame(as found: RecordedIdentity) -> Bool {
        guard directory == found.directory else { return false }
        guard let birth, let other = found.birth else { return true }
        return birth == other
    }
}
