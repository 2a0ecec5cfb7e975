import KnotModel

/// A directory of the node on which a `SimulatedEngine` runs.
package struct SimulatedDirectory: Sendable, Hashable {
    /// A resource that uses it, and the object of that name it was last made for.
    package struct User: Sendable, Hashable {
        package var key: ResourceKey
        package var uid: UID
    }

    package let path: String
    /// Whether knot made it; such a one goes with its last user.
    package let isOurs: Bool
    package var users: [User] = []
}
