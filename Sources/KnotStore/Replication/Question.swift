/// What a replica asks a peer: everything beyond its vector.
package struct Question: Sendable, Hashable {
    /// Another one for each question of any replica, also of one whose database was set back.
    package let id: UInt64
    package let vector: VersionVector

    package init(id: UInt64, vector: VersionVector) {
        self.id = id
        self.vector = vector
    }
}
