import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct WaitListTests {
    private let key = ResourceKey(.space, owner: "alice", name: "web")

    private func event(_ change: WatchEvent.Change, _ item: ResourceDocument?) -> WatchEvent {
        WatchEvent(change: change, resource: item, cursor: Samples.stamp(9))
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
        #expect(list.failures.map(\.key) == [key])
        #expect(!list.isFinished)
        #expect(list.summary.hasPrefix("1 of 2 there; waiting for space/alice/db"))
        list.take(event(.put, Samples.space("db", status: Samples.status(.running, ready: .yes))))
        #expect(list.isFinished)
    }

    @Test func ownersAreWatchedApart() {
        let bob = ResourceKey(.space, owner: "bob", name: "web")
        let zone = ResourceKey(.zone, name: "z")
        let groups = WaitList([key: [.created], bob: [.created], zone: [.created]]).groups
        #expect(groups.map(\.kind) == [.zone, .space, .space])
        #expect(groups.map(\.owner) == ["", "alice", "bob"])
    }
}
