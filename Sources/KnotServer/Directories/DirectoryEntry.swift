import KnotEngine
import KnotModel

/// What a node remembers of one directory that it made, or was about to make: one file of the registry.
struct DirectoryEntry: Sendable, Hashable, Codable {
    struct User: Sendable, Hashable, Codable {
        var cluster: String
        var key: ResourceKey
        /// The object of that name it was last made for.
        var uid: UID
        /// The path as the space's template came to, before links are resolved.
        var path: String

        func isSame(_ cluster: String, _ key: ResourceKey) -> Bool { self.cluster == cluster && self.key == key }
    }

    /// Where it really lies, links resolved.
    var path: String
    /// Which directory it is; `nil` until it is made. What is found under the path later and is another one, somebody
    /// else has put there: it is left alone.
    var identity: RecordedIdentity?
    var users: [User]
}
