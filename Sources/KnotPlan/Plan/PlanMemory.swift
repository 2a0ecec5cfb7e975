import KnotModel

/// What a node remembers of a key when it plans: the outcomes of earlier steps and looks. A plan without it is right, and
/// may try again what failed.
package struct PlanMemory: Sendable, Hashable {
    /// The engine said that it does not have the image, and no pull has succeeded since.
    package var imageMissing: Bool
    /// The image was pulled for the container that is about to be made.
    package var imagePulled: Bool
    /// The container keeps exiting soon after its start.
    package var crashLooping: Bool
    /// A health check fails, and asks for a restart.
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
        imageMissing: Bool = false, imagePulled: Bool = false, crashLooping: Bool = false, isUnwell: Bool = false,
        stuck: Set<String> = [], isUnstoppable: Bool = false, stopped: Set<String> = [],
        failedCorrections: [Action: FailedCorrection] = [:]
    ) {
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
