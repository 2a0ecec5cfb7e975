import KnotModel

/// One stretch of time in which a schedule is open: from `from` until just before `to`.
package struct Opening: Sendable, Hashable {
    package var from: WallTime
    package var to: WallTime

    package init(from: WallTime, to: WallTime) {
        self.from = from
        self.to = to
    }

    /// Where a schedule stands at a time: the opening that covers it, if one does, else the next one.
    package static func at(_ time: WallTime, in openings: [Opening]) -> Opening? {
        var merged: [Opening] = []
        for opening in openings.filter({ $0.from < $0.to }).sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            if let last = merged.last, opening.from <= last.to {
                merged[merged.count - 1].to = max(last.to, opening.to)
            } else {
                merged.append(opening)
            }
        }
        return merged.first { time < $0.to }
    }
}

/// Turns the hours of a schedule into instants: the openings that may matter around a time, at least eight days either
/// way. Calendar and time zone are the adaptor's, so that no core computes with them.
package typealias OpeningHours = @Sendable (WeekSchedule, WallTime) -> [Opening]

extension WeekSchedule {
    /// The openings around a time on a clock without a time zone or changes of the hour: UTC. 1970-01-01 was a Thursday.
    package func openingsInUTC(around time: WallTime) -> [Opening] {
        let day: Int64 = 86_400_000
        let today = (time.milliseconds - (time.milliseconds % day + day) % day) / day
        return (today - 8...today + 8).compactMap { date in
            guard let hours = days[Int(((date + 4) % 7 + 7) % 7)] else { return nil }
            let end = Int64(hours.to) + (hours.to <= hours.from ? 1_440 : 0)
            return Opening(
                from: WallTime(milliseconds: date * day + Int64(hours.from) * 60_000),
                to: WallTime(milliseconds: date * day + end * 60_000))
        }
    }
}
