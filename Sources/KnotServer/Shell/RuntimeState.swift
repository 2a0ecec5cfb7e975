import KnotModel

/// What the node knows of a container runtime.
package struct RuntimeState: Sendable, Hashable {
    /// Its version while it answers.
    package var version: String?
    /// Why it did not answer last time.
    package var failure: Failure?

    package var isUp: Bool { version != nil }
}
