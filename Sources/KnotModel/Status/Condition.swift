/// One thing that is or is not so about a space, with the reason.
package struct Condition: Sendable, Hashable, Codable {
    package enum Topic: String, Sendable, Hashable, Codable, CaseIterable {
        case accepted = "Accepted"
        case placed = "Placed"
        case imageReady = "ImageReady"
        case volumesReady = "VolumesReady"
        case running = "Running"
        case ready = "Ready"
        case updatePending = "UpdatePending"
        case drifted = "Drifted"
        case degraded = "Degraded"
        case suspended = "Suspended"
    }

    package enum State: String, Sendable, Hashable, Codable {
        case yes = "True"
        case no = "False"
        case unknown = "Unknown"
    }

    package var topic: Topic
    package var state: State
    /// One CamelCase word from a closed set, for programs.
    package var reason: String
    /// A sentence for people; empty when the reason says it all.
    package var message: String
    /// When `state` last changed.
    package var since: WallTime

    package init(_ topic: Topic, _ state: State, reason: String, message: String = "", since: WallTime) {
        self.topic = topic
        self.state = state
        self.reason = reason
        self.message = message
        self.since = since
    }
}
