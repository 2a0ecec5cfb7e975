import KnotPlan

/// A volume inside `SimulatedEngine`.
package struct SimulatedVolume: Sendable, Hashable {
    package let name: String
    /// `nil` for a volume that no knot made, or that the engine made by itself for a mount that named none.
    package let ownership: Ownership?
    /// Whether the engine made it by itself because a container's mount named it.
    package let implicit: Bool
    /// Tells a volume from a later one of the same name.
    package let serial: Int
}

/// What a registry answers for an image.
package enum ImageSource: Sendable, Hashable {
    case pullable
    case denied
    case missing
}
