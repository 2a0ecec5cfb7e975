import KnotModel

/// What a node knows of what runs of a space, for a request that is decided on.
package struct SpaceSight: Sendable {
    package enum State: Sendable {
        /// It was not looked at yet.
        case unknown
        /// Nothing runs, or what does is about to be ended or made anew.
        case down
        /// It runs on; a restart would change this.
        case live(pending: [FieldDifference])
    }

    package var state = State.unknown
    /// Volumes in the engine that are the space's own.
    package var volumes: [String] = []
    /// Those of them that its image declares.
    package var imageVolumes: Set<String> = []
    /// What its container mounts.
    package var mounted: Set<String> = []

    package init(state: State = .unknown) { self.state = state }
}
