import KnotCommand
import KnotModel
import Testing

@Suite struct AgeTests {
    @Test(
        arguments: [
            (0, "0s"), (-5, "0s"), (59, "59s"), (119, "119s"), (120, "2m"), (150, "2m30s"), (3599, "59m"), (3600, "1h"),
            (3720, "1h2m"), (7200, "2h"), (7500, "2h5m"), (86_400 * 2, "2d"), (86_400 * 2 + 3600 * 4, "2d4h"),
            (86_400 * 90, "90d"),
        ] as [(Int64, String)])
    func agesAreShort(_ seconds: Int64, _ text: String) {
        #expect(Age.text(milliseconds: seconds * 1000) == text)
    }

    @Test func whatIsToComeIsRoundedUp() {
        let now = WallTime(milliseconds: 0)
        #expect(Age.until(WallTime(milliseconds: 1), from: now) == "1s")
        #expect(Age.until(WallTime(milliseconds: 8000), from: now) == "8s")
    }
}
