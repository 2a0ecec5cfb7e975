/// The hours of each day of the week in which spaces run, on the clock of a time zone.
///
/// An end that is not after its beginning lies on the next day: 10:00pm to 6:00am, or, where both are the same, one whole
/// day.
package struct WeekSchedule: Sendable, Hashable {
    /// Minutes since midnight, 0 to 1439.
    package struct Day: Sendable, Hashable {
        package var from: Int
        package var to: Int

        package init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// Seven, Sunday first; `nil` is a day on which nothing runs.
    package var days: [Day?]

    package init(days: [Day?]) { self.days = Array((days + Array(repeating: nil, count: 7)).prefix(7)) }

    /// From the field `schedule` of a template. A day that is enabled without hours is a whole day.
    package init(_ list: [Value]) {
        self.init(
            days: list.map { value in
                guard let day = value.map, day["enabled"] == true else { return nil }
                return Day(
                    from: day["from"]?.string.flatMap(Self.minutes) ?? 0,
                    to: day["to"]?.string.flatMap(Self.minutes) ?? 0)
            })
    }

    /// Minutes since midnight of `3:04pm` or, on the clock of 24 hours, `15:04`; `nil` when it is no such time.
    package static func minutes(_ text: String) -> Int? {
        let lowered = text.lowercased().filter { $0 != " " }
        let half = ["am", "pm"].first { lowered.hasSuffix($0) }
        let parts = lowered.dropLast(half?.count ?? 0).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let hour = UInt8(parts[0]), let minute = UInt8(parts[1]), minute < 60
        else { return nil }
        guard let half else { return hour < 24 ? Int(hour) * 60 + Int(minute) : nil }
        guard (1...12).contains(hour) else { return nil }
        return (Int(hour) % 12 + (half == "pm" ? 12 : 0)) * 60 + Int(minute)
    }

    /// The time of day as `3:04pm`, the one form in which it is stored.
    package static func text(minutes: Int) -> String {
        let (hour, minute) = (minutes / 60 % 24, minutes % 60)
        return "\((hour + 11) % 12 + 1):\(minute < 10 ? "0" : "")\(minute)\(hour < 12 ? "am" : "pm")"
    }
}
