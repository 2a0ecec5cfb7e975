import Foundation
import KnotModel
import KnotNode

/// The openings of schedules in a time zone, with its changes of the hour.
///
/// An hour that a change leaves out begins when the clock has gone forward; one that comes twice counts from its first
/// time.
package enum CalendarHours {
    package static func openingHours(timeZone: TimeZone) -> OpeningHours {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return { [calendar] week, time in openings(of: week, around: time, in: calendar) }
    }

    private static func openings(of week: WeekSchedule, around time: WallTime, in calendar: Calendar) -> [Opening] {
        let now = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        let noon = calendar.startOfDay(for: now).addingTimeInterval(12 * 3_600)
        return (-8...8).compactMap { offset in
            guard let date = calendar.date(byAdding: .day, value: offset, to: noon),
                let hours = week.days[calendar.component(.weekday, from: date) - 1],
                let from = instant(hours.from, on: date, in: calendar)
            else { return nil }
            let last = hours.to <= hours.from ? calendar.date(byAdding: .day, value: 1, to: date) : date
            guard let last, let to = instant(hours.to, on: last, in: calendar) else { return nil }
            return Opening(from: from, to: to)
        }
    }

    private static func instant(_ minutes: Int, on date: Date, in calendar: Calendar) -> WallTime? {
        let start = calendar.startOfDay(for: date)
        // From a second before midnight, so that midnight itself is found.
        let found = calendar.nextDate(
            after: start.addingTimeInterval(-1),
            matching: DateComponents(hour: minutes / 60, minute: minutes % 60, second: 0),
            matchingPolicy: .nextTime, repeatedTimePolicy: .first)
        return found.map { WallTime(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded())) }
    }
}
