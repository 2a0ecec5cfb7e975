import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct WaitConditionTests {
    private let ready = Samples.space(status: Samples.status(.running, ready: .yes))
    private let starting = Samples.space(status: Samples.status(.starting, ready: .no))

    @Test func theWordsOfFor() throws {
        #expect(try WaitCondition(parsing: "condition=Ready") == .condition(.ready, .yes))
        #expect(try WaitCondition(parsing: "condition=ready=false") == .condition(.ready, .no))
        #expect(try WaitCondition(parsing: "phase=Running") == .phase(.running))
        #expect(try WaitCondition(parsing: "update-pending") == .condition(.updatePending, .yes))
        #expect(try WaitCondition(parsing: "delete") == .deleted)
        #expect(try WaitCondition(parsing: "created") == .created)
        let failure = #expect(throws: CommandFailure.self) { try WaitCondition(parsing: "condition=Redy") }
        #expect(failure?.hint == "did you mean Ready?")
        #expect(throws: CommandFailure.self) { try WaitCondition(parsing: "jsonpath=x") }
    }

    @Test func aMissingResourceIsOnlyNotYet() {
        #expect(WaitCondition.deleted.verdict(on: nil) == .met)
        for condition in [WaitCondition.created, .settled, .phase(.running), .condition(.ready, .yes)] {
            #expect(condition.verdict(on: nil) == .pending("it does not exist yet"))
        }
    }

    @Test func conditionsAndPhases() {
        #expect(WaitCondition.condition(.ready, .yes).verdict(on: ready) == .met)
        #expect(WaitCondition.condition(.ready, .yes).verdict(on: starting) == .pending("Ready is False (Tested)"))
        #expect(WaitCondition.condition(.ready, .no).verdict(on: starting) == .met)
        #expect(WaitCondition.phase(.running).verdict(on: ready) == .met)
        #expect(WaitCondition.phase(.running).verdict(on: starting) == .pending("its phase is Starting"))
    }

    @Test func aStatusOfAnOlderRevisionDoesNotCount() {
        let stale = Samples.space(status: Samples.status(.running, revision: 1, ready: .yes), revision: 2)
        #expect(WaitCondition.settled.verdict(on: stale) != .met)
        #expect(WaitCondition.condition(.ready, .yes).verdict(on: stale) != .met)
        #expect(WaitCondition.settledAt(Samples.stamp(2)).verdict(on: stale) != .met)
        #expect(WaitCondition.settledAt(Samples.stamp(2)).verdict(on: ready) != .met)
        #expect(WaitCondition.settledAt(Samples.stamp(1)).verdict(on: ready) == .met)
    }

    @Test func settledMeansWhatIsDesired() {
        let off: FieldMap = ["template": "ubuntu", "running": false]
        #expect(WaitCondition.settled.verdict(on: ready) == .met)
        #expect(WaitCondition.settled.verdict(on: starting) != .met)
        #expect(WaitCondition.settled.verdict(on: Samples.space(fields: off, status: Samples.status(.stopped))) == .met)
        #expect(WaitCondition.settled.verdict(on: Samples.space(fields: off, status: Samples.status(.running))) != .met)
    }

    @Test func onlyATerminalErrorIsAFailure() {
        let terminal = Failure(.templateMissing, subject: "ubuntu", "there is no template ubuntu")
        let passing = Failure(.engineFailed, subject: "web", "the engine did not answer")
        let failed = WaitCondition.settled.verdict(on: Samples.space(status: Samples.status(.pending, error: terminal)))
        let retried = WaitCondition.settled.verdict(on: Samples.space(status: Samples.status(.pending, error: passing)))
        #expect(failed == .failed("there is no template ubuntu"))
        #expect(retried == .pending("its phase is Pending: the engine did not answer"))
        let kept = WaitCondition.settledAt(Samples.stamp(2))
            .verdict(on: Samples.space(status: Samples.status(.failed, error: passing)))
        #expect(kept == .pending("its phase is Failed: the engine did not answer"))
    }
}
