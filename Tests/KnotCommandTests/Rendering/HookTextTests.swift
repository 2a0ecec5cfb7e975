import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct HookTextTests {
    private func report(_ state: HookReport.State, _ message: String = "") -> HookReport {
        HookReport(
            containerID: "abcdef0123456789", startedAt: Samples.now, state: state, message: message,
            since: WallTime(milliseconds: Samples.now.milliseconds - 180_000))
    }

    @Test func whatScriptsCameToIsShown() {
        var status = Samples.status(.running, ready: .no)
        status.startup = report(.failed, "script/setup ended with code 3: no such file")
        status.shutdown = report(.done)
        let text = SpaceDescription(Samples.space(status: status), events: [], image: nil, now: Samples.now).text(
            on: .pipe)
        #expect(text.contains("Start-up:       script failed 3m ago: script/setup ended with code 3: no such file\n"))
        #expect(text.contains("Shutdown:       script done 3m ago\n"))
    }

    @Test func aFailedScriptIsNotWaitedFor() {
        func verdict(_ reason: String) -> WaitVerdict {
            let ready = Condition(.ready, .no, reason: reason, message: "it ended with code 3", since: Samples.now)
            return WaitCondition.settled.verdict(
                on: Samples.space(status: Samples.status(.running, conditions: [ready])))
        }
        #expect(
            verdict("StartupScriptFailed")
                == .failed("Ready is False (StartupScriptFailed: it ended with code 3)"))
        #expect(
            verdict("StartupScriptRunning")
                == .pending("Ready is False (StartupScriptRunning: it ended with code 3)"))
    }
}
