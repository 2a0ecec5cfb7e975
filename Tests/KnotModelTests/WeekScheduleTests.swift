import KnotModel
import Testing

@Suite struct WeekScheduleTests {
    @Test func readsTimesOfDay() {
        let times = [
            "12:00am": 0, "12:30am": 30, "1:05am": 65, "12:00pm": 720, "3:04 PM": 904, "11:59pm": 1_439,
            "09:00": 540, "9:05": 545, "22:00": 1_320, "0:00": 0, "23:59": 1_439,
        ]
        for (text, minutes) in times { #expect(WeekSchedule.minutes(text) == minutes) }
        for text in ["", "am", "13:00am", "0:10am", "9am", "9:60am", "24:00", "9:5", "009:00", "::pm", "9"] {
            #expect(WeekSchedule.minutes(text) == nil)
        }
    }

    @Test func aTimeOfDayHasOneForm() {
        for minutes in stride(from: 0, to: 1_440, by: 7) {
            #expect(WeekSchedule.minutes(WeekSchedule.text(minutes: minutes)) == minutes)
        }
        #expect([0, 545, 720, 1_320].map(WeekSchedule.text) == ["12:00am", "9:05am", "12:00pm", "10:00pm"])
    }

    @Test func hasSevenDays() {
        let week = WeekSchedule([["enabled": false], ["enabled": true, "from": "9:00am", "to": "5:30pm"]])
        #expect(week.days.count == 7)
        #expect(week.days[0] == nil)
        #expect(week.days[1] == WeekSchedule.Day(from: 540, to: 1_050))
        #expect(WeekSchedule(Array(repeating: ["enabled": true], count: 9)).days.count == 7)
    }
}
