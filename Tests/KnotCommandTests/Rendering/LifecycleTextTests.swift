import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct LifecycleTextTests {
    private let key = ResourceKey(.space, owner: "alice", name: "web")
    private let suspended = Condition(
        .suspended, .yes, reason: "OutsideSchedule", message: "now is outside the schedule", since: Samples.now)

    @Test func whatRunsWasStarted() {
        let item = Samples.space(status: Samples.status(.running, ready: .yes))
        #expect(LifecycleText.line(key, .start, done: "started", item) == "space/alice/web started")
        #expect(LifecycleText.line(key, .restart, done: "restarted", nil) == "space/alice/web restarted")
    }

    @Test(arguments: [LifecycleVerb.start, .restart])
    func whatItsScheduleKeepsStoppedSaysSo(_ verb: LifecycleVerb) {
        let item = Samples.space(status: Samples.status(.stopped, conditions: [suspended]))
        #expect(
            LifecycleText.line(key, verb, done: "started", item)
                == "space/alice/web stays stopped: now is outside the schedule")
    }

    @Test func aStopIsAStop() {
        let item = Samples.space(status: Samples.status(.stopped, conditions: [suspended]))
        #expect(LifecycleText.line(key, .stop, done: "stopped", item) == "space/alice/web stopped")
    }
}
