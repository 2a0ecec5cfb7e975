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
        func line(_ code: Int, _ count: Int, _ time: String) -> String {
            "Running is False (CrashLoop: exited with code \(code); started again \(count) times in a row; "
                + "the next try is at \(time) UTC; 'knot space logs web' shows what it said)"
        }
        let lines = [line(3, 2, "01:02:03"), line(3, 4, "01:02:13"), line(4, 4, "01:02:13")]
        #expect(news(lines) == [true, false, true], "another exit code is news")
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
