/// Tells a directory from another one that is put in its place.
package struct DirectoryIdentity: Sendable, Hashable, Codable {
    package var device: UInt64
    package var inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
