import KnotModel

/// A container or volume that carries knot's labels, of whatever cluster.
package struct Claim: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case container(id: String, ObservedContainer.State)
        case volume
    }

    /// As the engine knows it.
    package var name: String
    package var ownership: Ownership
    package var content: Content

    package init(name: String, ownership: Ownership, content: Content) {
        self.name = name
        self.ownership = ownership
        self.content = content
    }
}
