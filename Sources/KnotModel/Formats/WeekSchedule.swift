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

    /// Minutes since midnight of `3:04pm`; `nil` when it is no such time.
    package static func minutes(_ text: String) -> Int? {
        let lowered = text.lowercased().filter { $0 != " " }
        let parts = lowered.dropLast(2).split(separator: ":", omittingEmptySubsequences: false)
        guard lowered.hasSuffix("am") || lowered.hasSuffix("pm"), parts.count == 2,
            let hour = Int(parts[0]), (1...12).contains(hour), let minute = Int(parts[1]), (0..<60).contains(minute)
        else { return nil }
        return (hour % 12 + (lowered.hasSuffix("pm") ? 12 : 0)) * 60 + minute
    }
}
