import Foundation
import KnotModel
import KnotNode
import KnotServer
import Testing

@Suite struct CalendarHoursTests {
    /// 2026-03-29T00:00Z, the Sunday on which Berlin's clocks go forward at 01:00Z.
    private let spring: Int64 = 1_774_742_400_000
    /// 2026-10-25T00:00Z, the Sunday on which they go back at 01:00Z.
    private let autumn: Int64 = 1_792_886_400_000
    private let hour: Int64 = 3_600_000

    private func sunday(_ from: Int, _ to: Int, _ zone: String, at time: Int64) throws -> Opening? {
        let zone = try #require(TimeZone(identifier: zone))
        let week = WeekSchedule(days: [.init(from: from, to: to)])
        let time = WallTime(milliseconds: time)
        return Opening.at(time, in: CalendarHours.openingHours(timeZone: zone)(week, time))
    }

    private func opening(_ from: Int64, _ to: Int64) -> Opening {
        Opening(from: WallTime(milliseconds: from), to: WallTime(milliseconds: to))
    }

    @Test func hoursAreThoseOfTheTimeZone() throws {
        let summer = autumn - 14 * 24 * hour
        #expect(
            try sunday(540, 1_020, "America/New_York", at: summer)
                == opening(summer + 13 * hour, summer + 21 * hour))
        #expect(
            try sunday(540, 1_020, "Asia/Kolkata", at: summer)
                == opening(summer + hour * 7 / 2, summer + hour * 23 / 2))
        #expect(try sunday(540, 1_020, "UTC", at: summer) == opening(summer + 9 * hour, summer + 17 * hour))
    }

    @Test func aDayThatLosesAnHourIsShorter() throws {
        #expect(try sunday(60, 300, "Europe/Berlin", at: spring) == opening(spring, spring + 3 * hour))
        // 2:30am does not exist: it opens when the clock has gone forward.
        #expect(try sunday(150, 300, "Europe/Berlin", at: spring) == opening(spring + hour, spring + 3 * hour))
    }

    @Test func aDayThatGainsAnHourIsLonger() throws {
        #expect(try sunday(60, 240, "Europe/Berlin", at: autumn) == opening(autumn - hour, autumn + 3 * hour))
        #expect(try sunday(150, 240, "Europe/Berlin", at: autumn) == opening(autumn + hour / 2, autumn + 3 * hour))
    }

    @Test func nightsGoAcrossMidnightAndTheChange() throws {
        let night = spring - hour
        #expect(
            try sunday(1_320, 360, "Europe/Berlin", at: spring + 21 * hour)
                == opening(spring + 20 * hour, spring + 28 * hour))
        #expect(try sunday(0, 0, "Europe/Berlin", at: spring) == opening(night, night + 23 * hour))
    }

    @Test func theNextOpeningIsFoundAWeekAhead() throws {
        let monday = autumn + 48 * hour
        let next = try #require(try sunday(540, 600, "UTC", at: monday))
        #expect(next.from.milliseconds == autumn + (7 * 24 + 9) * hour)
    }
}
