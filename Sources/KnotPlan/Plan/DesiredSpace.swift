import KnotModel

/// What a node should bring about for one key on one engine, as the store has it now.
package struct DesiredSpace: Sendable, Hashable {
    package enum Intent: Sendable, Hashable {
        case running
        case stopped
        case deleted(keepVolumes: Bool)
        /// It runs on another node or engine; what is left here goes, but never its volumes.
        case elsewhere
        /// The store knows nothing of it, and is synced enough to be sure.
        case unrecorded
    }

    /// A `Volume` resource, or a volume that a template shares, that the space mounts: made, if it is not there, before the container is, because an engine
    /// would make one that nobody owns.
    package struct SharedVolume: Sendable, Hashable {
        /// As the engine knows it.
        package var name: String
        package var ownership: Ownership

        package init(name: String, ownership: Ownership) {
            self.name = name
            self.ownership = ownership
        }
    }

    package var ownership: Ownership
    package var intent: Intent
    /// What should run, or why that cannot be said. What the node's policy refuses cannot.
    package var rendered: Result<RenderedSpace, Failure>
    /// Set on the space itself: applied to it while it runs.
    package var overrides: ContainerSpec.Resources
    package var drift: DriftPolicy
    package var sharedVolumes: [SharedVolume]
    /// Whether the node has already brought about this revision, so that a difference now is drift.
    package var isObserved: Bool
    /// Why it must not be started, or stopped, yet.
    package var hold: Failure?

    package init(
        ownership: Ownership, intent: Intent, rendered: Result<RenderedSpace, Failure>,
        overrides: ContainerSpec.Resources = .init(), drift: DriftPolicy = .correct,
        sharedVolumes: [SharedVolume] = [], isObserved: Bool = false, hold: Failure? = nil
    ) {
        self.ownership = ownership
        self.intent = intent
        self.rendered = rendered.flatMap { $0.permitted(for: ownership.key) }
        self.overrides = overrides
        self.drift = drift
        self.sharedVolumes = sharedVolumes
        self.isObserved = isObserved
        self.hold = hold
    }
}
