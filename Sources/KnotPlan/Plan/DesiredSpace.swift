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

/// What one snapshot of one engine shows for the key, and what was learnt on the way to it.
package struct ObservedSpace: Sendable, Hashable {
    package var containers: [ObservedContainer]
    package var volumes: [ObservedVolume]
    /// The images that the containers run, and those that their references name now.
    package var images: [ObservedImage]
    package var directories: [ObservedDirectory]
    /// The engine said that it does not have the image, and no pull has succeeded since.
    package var imageMissing: Bool
    /// The image was pulled for the container that is about to be made.
    package var imagePulled: Bool
    /// The container keeps exiting soon after its start.
    package var crashLooping: Bool
    /// Knot's own health check fails, and asks for a restart.
    package var isUnwell: Bool
    /// Containers, by id, that have been on their way to another state for longer than any engine needs.
    package var stuck: Set<String>
    /// Stopping and starting what is stuck has failed more than once.
    package var isUnstoppable: Bool
    /// Containers, by id, whose last run the node ended.
    package var stopped: Set<String>
    /// Changes of what runs that failed lately, and are not to be tried now.
    package var failedCorrections: [Action: FailedCorrection]

    package init(
        containers: [ObservedContainer] = [], volumes: [ObservedVolume] = [], images: [ObservedImage] = [],
        directories: [ObservedDirectory] = [], imageMissing: Bool = false, imagePulled: Bool = false,
        crashLooping: Bool = false, isUnwell: Bool = false, stuck: Set<String> = [], isUnstoppable: Bool = false,
        stopped: Set<String> = [], failedCorrections: [Action: FailedCorrection] = [:]
    ) {
        self.containers = containers
        self.volumes = volumes
        self.images = images
        self.directories = directories
        self.imageMissing = imageMissing
        self.imagePulled = imagePulled
        self.crashLooping = crashLooping
        self.isUnwell = isUnwell
        self.stuck = stuck
        self.isUnstoppable = isUnstoppable
        self.stopped = stopped
        self.failedCorrections = failedCorrections
    }
}

/// A change of what runs that the engine did not make.
package struct FailedCorrection: Sendable, Hashable {
    package var failure: Failure
    /// Only a restart brings it about: it is tried no more.
    package var isGivenUp: Bool

    package init(failure: Failure, isGivenUp: Bool) {
        self.failure = failure
        self.isGivenUp = isGivenUp
    }
}
