import KnotModel
import Testing

@Suite struct LastRunTests {
    private func run(_ code: Int, outOfMemory: Bool = false, limit: Int64? = nil, length: Int64? = 3_400) -> LastRun {
        LastRun(
            exitCode: code, outOfMemory: outOfMemory, memoryLimit: limit, startedAt: WallTime(milliseconds: 1_000),
            finishedAt: length.map { WallTime(milliseconds: 1_000 + $0) })
    }

    @Test func saysHowItEnded() {
        #expect(run(1).text == "exited with code 1 after 3s")
        #expect(run(0, length: 20).text == "exited with code 0 after less than a second")
        #expect(run(143, length: nil).text == "was ended by signal 15, SIGTERM (code 143)")
        #expect(run(137).text == "was killed (signal 9, SIGKILL), by somebody or for want of memory after 3s")
        #expect(run(255).text == "exited with code 255 after 3s")
        #expect(run(1).reason == "Exited" && run(137).reason == "Killed")
    }

    @Test func saysTheLimitOfItsMemory() {
        let told = run(137, outOfMemory: true, limit: 16 << 20)
        #expect(told.reason == "OutOfMemory")
        #expect(
            told.text.hasPrefix(
                "ran out of memory, its limit being 16m, and was killed after 3s; give it more with 'memory'"))
        let guessed = run(137, limit: 16 << 20).text
        #expect(guessed.contains("killed") && guessed.contains("its limit being 16m") && guessed.contains("'memory'"))
        #expect(run(137, outOfMemory: true).text.contains("the node ran out of memory"))
    }

    @Test func timesOfDay() {
        #expect(WallTime(milliseconds: 0).timeOfDay == "00:00:00 UTC")
        #expect(WallTime(milliseconds: 1_700_000_003_999).timeOfDay == "22:13:23 UTC")
        #expect(WallTime(milliseconds: -1_000).timeOfDay == "23:59:59 UTC")
    }
}
