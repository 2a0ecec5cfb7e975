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

    @Test func whatIsUsuallyWaitedFor() {
        #expect(WaitCondition.usual(for: .space) == .condition(.ready, .yes))
        #expect(WaitCondition.usual(for: .volume) == .settled)
        for kind in Kind.allCases where !kind.isReconciled { #expect(WaitCondition.usual(for: kind) == .created) }
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

    @Test func aSpaceThatRunsOnAsItWasMadeIsNotSettled() {
        let failure = Failure(.volumeMissing, subject: "pool", "there is no volume pool")
        let blocked = Condition(.accepted, .no, reason: "VolumeMissing", message: "it runs on", since: Samples.now)
        let item = Samples.space(status: Samples.status(.running, ready: .yes, error: failure, conditions: [blocked]))
        let why = WaitVerdict.pending("Accepted is False (VolumeMissing: it runs on)")
        #expect(WaitCondition.settled.verdict(on: item) == why)
        #expect(WaitCondition.settledAt(Samples.stamp(1)).verdict(on: item) == why)
    }

    @Test(arguments: [Failure.Code.commandFailed, .userMissing])
    func whatCanNeverStartHasFailed(_ code: Failure.Code) {
        let failure = Failure(code, subject: "web", "the image has no such thing")
        let failed = Samples.space(status: Samples.status(.failed, error: failure), revision: 2)
        for condition in [WaitCondition.settled, .settledAt(Samples.stamp(2)), .condition(.ready, .yes)] {
            #expect(condition.verdict(on: failed) == .failed("the image has no such thing"))
        }
        let trying = Samples.space(status: Samples.status(.starting, error: failure), revision: 2)
        #expect(
            WaitCondition.settledAt(Samples.stamp(2)).verdict(on: trying)
                == .pending("its phase is Starting: the image has no such thing"))
        let off: FieldMap = ["template": "ubuntu", "running": false]
        let stopping = Samples.space(fields: off, status: Samples.status(.failed, error: failure), revision: 2)
        #expect(
            WaitCondition.settledAt(Samples.stamp(2)).verdict(on: stopping)
                == .pending("its phase is Failed: the image has no such thing"))
    }

    @Test func whatKeepsExitingSaysSo() {
        let loop = Condition(.running, .no, reason: "CrashLoop", message: "exited with code 3", since: Samples.now)
        let failed = Samples.space(status: Samples.status(.failed, restarts: 3, conditions: [loop]), revision: 2)
        #expect(
            WaitCondition.settledAt(Samples.stamp(2)).verdict(on: failed)
                == .pending(
                    "its node has not come to the new revision yet; Running is False (CrashLoop: exited with code 3)"))
        let synced = Samples.space(status: Samples.status(.failed, restarts: 3, conditions: [loop]))
        #expect(
            WaitCondition.settled.verdict(on: synced)
                == .pending("its phase is Failed, Running is False (CrashLoop: exited with code 3)"))
        // Just being started again.
        var status = Samples.status(.starting, restarts: 2)
        status.lastRun = LastRun(exitCode: 3)
        #expect(
            WaitCondition.settledAt(Samples.stamp(2)).verdict(on: Samples.space(status: status, revision: 2))
                == .pending(
                    "its node has not come to the new revision yet; it exited with code 3 and was started again "
                        + "2 times in a row"))
    }
}
