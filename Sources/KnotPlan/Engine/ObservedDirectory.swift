import KnotModel

/// A directory of the node that knot made for a space, as the node remembers it.
package struct ObservedDirectory: Sendable, Hashable {
    /// As the space's template came to for it: absolute, without `.` and `..`.
    package var path: String
    /// The object that uses it.
    package var uid: UID

    package init(path: String, uid: UID) {
        self.path = path
        self.uid = uid
    }
}
