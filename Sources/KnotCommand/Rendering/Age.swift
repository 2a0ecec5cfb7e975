import KnotModel

/// Lengths of time as tables show them: one unit, or two where the second says something.
package enum Age {
    /// `12s`, `5m`, `3h12m`, `2d4h`, `90d`; the future is `0s`.
    package static func text(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        if seconds < 120 { return "\(seconds)s" }
        if minutes < 60 { return pair(minutes, "m", seconds % 60, "s", if: minutes < 10) }
        if hours < 48 { return pair(hours, "h", minutes % 60, "m", if: hours < 8) }
        return pair(days, "d", hours % 24, "h", if: days < 8)
    }

    /// `-` since nobody knows when, as of a record that cannot be read.
    package static func text(from start: WallTime, to now: WallTime) -> String {
        guard start.milliseconds > 0 else { return "-" }
        return text(milliseconds: now.milliseconds - start.milliseconds)
    }

    /// How long until `end`, rounded up to a second so that it never reads `0s` too early.
    package static func until(_ end: WallTime, from now: WallTime) -> String {
        text(milliseconds: max(0, end.milliseconds - now.milliseconds) + 999)
    }

    private static func pair(_ big: Int64, _ unit: String, _ small: Int64, _ smallUnit: String, if isShort: Bool)
        -> String
    {
        isShort && small > 0 ? "\(big)\(unit)\(small)\(smallUnit)" : "\(big)\(unit)"
    }
}
