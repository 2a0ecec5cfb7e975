import KnotModel

/// Openings worked out lately: a calendar is slow, and many spaces share a schedule. Dropped after half a day, so that a
/// full week lies ahead of every answer.
struct HoursCache: Sendable {
    private static let bound = 64
    private static let lifetime: Int64 = 43_200_000
    private var entries: [WeekSchedule: (time: WallTime, openings: [Opening])] = [:]

    mutating func openings(of week: WeekSchedule, around time: WallTime, by hours: OpeningHours) -> [Opening] {
        if let entry = entries[week], abs(entry.time.milliseconds - time.milliseconds) < Self.lifetime {
            return entry.openings
        }
        let openings = hours(week, time)
        if entries.count >= Self.bound { entries = [:] }
        entries[week] = (time, openings)
        return openings
    }
}
