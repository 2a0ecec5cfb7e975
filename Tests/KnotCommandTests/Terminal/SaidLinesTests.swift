import KnotCommand
import Testing

@Suite struct SaidLinesTests {
    private func news(_ lines: [String]) -> [Bool] {
        var said = SaidLines()
        return lines.map { said.isNew($0) }
    }

    @Test func retriesAreSaidOnce() {
        let first = "waiting for space/alice/web: its phase is Starting"
        let second = "waiting for space/alice/web: its phase is Failed: there is no such command"
        #expect(news([first, second, first, second]) == [true, true, false, false])
    }

    @Test func theTimeAndTheNumberOfTriesAreNoNews() {
        func line(_ code: Int, _ tries: String) -> String {
            "waiting for space/alice/web: Running is False (CrashLoop: exited with code \(code); \(tries)"
                + "'knot space logs web' shows what it said)"
        }
        let lines = [
            line(3, "it was started again once; the next try is at 01:02:03 UTC; "),
            line(3, "it was started again 4 times in a row; "), line(3, ""),
            line(4, "it was started again 5 times in a row; "),
        ]
        #expect(news(lines) == [true, false, false, true], "another exit code is news")
        let between = [2, 3].map { "it exited with code 3 and was started again \($0) times in a row" }
        #expect(news(between) == [true, false])
    }

    @Test func whatMovesOnIsNews() {
        let lines = [
            "1 of 5 there; waiting for space/alice/web: pulling busybox: layers 10%",
            "1 of 5 there; waiting for space/alice/web: pulling busybox: layers 20%",
            "2 of 5 there; waiting for space/alice/web: pulling busybox: layers 20%",
        ]
        #expect(news(lines) == [true, true, true])
    }
}
