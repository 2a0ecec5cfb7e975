import KnotModel

/// One action and why it is taken.
package struct Step: Sendable, Hashable {
    package var action: Action
    package var cause: Cause

    package init(_ action: Action, _ cause: Cause) {
        self.action = action
        self.cause = cause
    }
}

/// Why a step is taken.
package enum Cause: Sendable, Hashable {
    case notThere
    case neverStarted
    /// It was stopped by the node, which was to start it again or is to by now.
    case wasStopped
    case exited(code: Int?)
    case restartRequested
    case stopRequested
    case deletionRequested
    case updateWhileDown
    case older(uid: Bool)
    case duplicate
    case placedElsewhere
    case unrecorded
    case broken
    /// It has been in a state that passes for longer than any engine needs.
    case stuck(state: ObservedContainer.State)
    case unhealthy
    case imageMissing
    case pullAlways
    case changed(field: String)
    case drifted(field: String)
    case volumeDropped
    /// It was there at the last look: an engine that has lost it since makes it again with knot's labels.
    case stillThere
    /// It was there at the last look, and was gone when its turn came.
    case vanished
}

/// What should be done for one key, worked out from values alone.
package struct Plan: Sendable, Hashable {
    /// In order; each only after the one before has succeeded.
    package var steps: [Step] = []
    /// What a restart would change. Not empty exactly when `UpdatePending`.
    package var pending: [FieldDifference] = []
    /// What differs from what knot made, corrected or not. Its effect is `restart` where only a restart puts it back.
    package var drift: [FieldDifference] = []
    /// Why some of it is not put back now: failures of earlier tries.
    package var uncorrected: [Failure] = []
    /// Why nothing can be done, where something should.
    package var blocked: Failure?
    /// The one container that is the space, if there is one.
    package var current: ObservedContainer?
    /// Volumes of the space that its images declare, each with its place: `name:/place`.
    package var imageVolumes: [String] = []
    /// The image that `current` runs.
    package var image: RunningImage?

    package init() {}

    package var isEmpty: Bool { steps.isEmpty }
}
