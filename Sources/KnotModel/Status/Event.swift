/// Something that happened to a resource, for people. Repeats of the same message are counted, not listed.
package struct Event: Sendable, Hashable, Codable {
    package enum Severity: String, Sendable, Hashable, Codable {
        case normal = "Normal"
        case warning = "Warning"
    }

    package var key: ResourceKey
    package var severity: Severity
    /// One CamelCase word from a closed set.
    package var reason: String
    package var message: String
    package var count: Int
    package var first: WallTime
    package var last: WallTime
    package var node: NodeID
    /// Tells the messages of one resource and reason apart: none for the first, then 1, 2, … Given by the log.
    package var variant: Int?

    package init(
        key: ResourceKey, severity: Severity, reason: String, message: String, count: Int = 1, first: WallTime,
        last: WallTime, node: NodeID
    ) {
        self.key = key
        self.severity = severity
        self.reason = reason
        self.message = message
        self.count = count
        self.first = first
        self.last = last
        self.node = node
    }
}
