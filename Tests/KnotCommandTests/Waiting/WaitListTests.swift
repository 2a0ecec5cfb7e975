import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct WaitListTests {
    private let key = ResourceKey(.space, owner: "alice", name: "web")

    private func event(_ change: WatchEvent.Change, _ item: ResourceDocument?) -> WatchEvent {
        WatchEvent(change: change, resource: item, cursor: "cursor")
    }

    @Test func nothingIsJudgedBeforeTheFirstLook() throws {
        var list = WaitList([key: [.deleted]])
        #expect(!list.isFinished)
        list.replace(try #require(list.groups.first), [])
        #expect(list.isFinished)
    }

    @Test func eventsMoveItOn() throws {
        var list = WaitList([key: [.condition(.ready, .yes), .phase(.running)]])
        list.replace(try #require(list.groups.first), [Samples.space(status: Samples.status(.starting, ready: .no))])
        #expect(list.summary == "waiting for space/alice/web: Ready is False (Tested)")
        list.take(event(.bookmark, nil))
        #expect(!list.isFinished)
        list.take(event(.put, Samples.space("other", status: Samples.status(.running, ready: .yes))))
        #expect(!list.isFinished)
        list.take(event(.put, Samples.space(status: Samples.status(.running, ready: .yes))))
        #expect(list.isFinished && list.failures.isEmpty)
        list.take(event(.deleted, Samples.space()))
        #expect(list.missing.map(\.text) == ["it does not exist yet"])
    }

    @Test func failuresEndTheWaitForTheirResourceOnly() throws {
        let other = ResourceKey(.space, owner: "alice", name: "db")
        var list = WaitList([key: [.settled], other: [.settled]])
        let failure = Failure(.invalid, subject: "web", "bad")
        list.replace(
            try #require(list.groups.first),
            [Samples.space(status: Samples.status(.failed, error: failure)), Samples.space("db")])
        list.losePatience()
        #expect(list.failures.map(\.key) == [key])
        #expect(!list.isFinished)
        #expect(list.unmet.map(\.key) == [other, key])
        #expect(list.summary.hasPrefix("0 of 2 there, 1 failed; waiting for space/alice/db"))
        list.take(event(.put, Samples.space("db", status: Samples.status(.running, ready: .yes))))
        #expect(list.isFinished)
    }

    @Test func aFailureFromBeforeCountsOnceItIsSaidAgain() throws {
        var list = WaitList([key: [.settled]])
        let failure = Failure(.commandFailed, subject: "web", "there is no such command")
        let first = Samples.space(status: Samples.status(.failed, error: failure, nextTry: 1000))
        list.replace(try #require(list.groups.first), [first])
        #expect(list.failures.isEmpty && list.missing.map(\.text) == ["there is no such command"])
        list.take(event(.put, first))
        #expect(list.failures.isEmpty, "nothing new was said")
        list.take(event(.put, Samples.space(status: Samples.status(.failed, error: failure, nextTry: 2000))))
        #expect(list.failures.map(\.key) == [key])
        list.take(event(.put, Samples.space(status: Samples.status(.running, ready: .yes))))
        #expect(list.isFinished && list.failures.isEmpty)
    }

    @Test func whatWasNotLookedAtIsNotSaidToBeMissing() {
        let list = WaitList([key: [.created]])
        #expect(list.missing.map(\.text) == ["the server has not said anything about it yet"])
    }

    @Test func ownersAreWatchedApart() {
        let bob = ResourceKey(.space, owner: "bob", name: "web")
        let zone = ResourceKey(.zone, name: "z")
        let groups = WaitList([key: [.created], bob: [.created], zone: [.created]]).groups
        #expect(groups.map(\.kind) == [.zone, .space, .space])
        #expect(groups.map(\.owner) == ["", "alice", "bob"])
    }

    @Test func aWatchOfOneUserSaysNothingOfAnothers() throws {
        let bob = ResourceKey(.space, owner: "bob", name: "web")
        var list = WaitList([key: [.created], bob: [.created]])
        let groups = list.groups
        list.replace(groups[0], [Samples.space()])
        // A watch that goes on from a cursor calls everything deleted that is not its own.
        list.take(event(.deleted, Samples.space()), from: groups[1])
        #expect(list.unmet.map(\.key) == [bob])
        list.take(event(.deleted, Samples.space()), from: groups[0])
        #expect(list.unmet.map(\.key) == [key, bob])
    }
}
