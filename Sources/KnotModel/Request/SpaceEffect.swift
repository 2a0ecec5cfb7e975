/// What a change of something does to one space: what a person wants to know before it is applied.
package struct SpaceEffect: Sendable, Hashable, Codable {
    package enum Time: String, Sendable, Hashable, Codable {
        /// As soon as the change is applied.
        case now
        /// When the hours of its schedule end, or its uptime does.
        case closing
        /// When it starts next.
        case start
        /// When it is restarted, or stopped and started.
        case restart
    }

    package var key: ResourceKey
    package var when: Time
    /// What its container gets; what comes from protected variables is covered.
    package var differences: [FieldDifference]
    /// What happens, after the space's name; empty when the differences say it all.
    package var message: String
    /// Whether what it keeps in volumes or directories is lost.
    package var losesData: Bool

    package init(
        key: ResourceKey, when: Time, differences: [FieldDifference] = [], message: String = "",
        losesData: Bool = false
    ) {
        self.key = key
        self.when = when
        self.differences = differences
        self.message = message
        self.losesData = losesData
    }
}
