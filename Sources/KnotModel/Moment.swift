/// Milliseconds since 1970-01-01T00:00:00Z, as the node's wall clock tells. May jump; used for stamps and for people.
package struct WallTime: Sendable, Hashable, Comparable, Codable {
    package var milliseconds: Int64
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    /// The time of day for messages: `20:15:03 UTC`.
    package var timeOfDay: String {
        let seconds = ((milliseconds / 1_000) % 86_400 + 86_400) % 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)) UTC"
    }
}

/// A point on a clock that never jumps, in milliseconds; its zero means nothing. Every timer and backoff uses it.
package struct Uptime: Sendable, Hashable, Comparable {
    package var milliseconds: Int64
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: Self, milliseconds: Int64) -> Self { Self(milliseconds: a.milliseconds + milliseconds) }
    package static func - (a: Self, b: Self) -> Int64 { a.milliseconds - b.milliseconds }
}

/// "Now" as a core sees it: passed in with every input, never asked for.
package struct Moment: Sendable, Hashable {
    package var wall: WallTime
    package var uptime: Uptime

    package init(wall: WallTime, uptime: Uptime) {
        self.wall = wall
        self.uptime = uptime
    }
}
