import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// What is on its way into the database when that fails.
@Suite struct CommitTests {
    private let failure = Failure(.databaseFailed, subject: "knot.db", "the disk is full")

    private func space(_ name: String) -> [Manifest] {
        [
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]]),
            Manifest(key: ResourceKey(.space, name: name), fields: ["template": "ubuntu"]),
        ]
    }

    /// A node that has found out that its database was set back; the commit that is to remember it is under way.
    private func setBack() throws -> (bench: Bench, commit: CommitID) {
        var before = Bench()
        before.apply(space("old"))
        let backup = before.core.store.all
        before.pass(milliseconds: 60_000)
        before.apply(space("new"))
        var bench = Bench(records: backup, engineIsUp: false)
        (bench.containers, bench.now) = (before.containers, before.now)
        bench.now.wall.milliseconds += 60_000
        bench.holdsCommits = true
        bench.feed(.engineUp(.docker, version: "1"))
        while bench.lost == nil, let id = bench.heldCommits.popLast() { bench.feed(.committed(id)) }
        let id = try #require(bench.heldCommits.last)
        try #require(bench.lost != nil)
        (bench.lost, bench.holdsCommits) = (nil, false)
        return (bench, id)
    }

    @Test func whatIsLostIsRememberedWithTheNextCommit() throws {
        var (bench, id) = try setBack()
        bench.feed(.commitFailed(id, failure))
        bench.pass(milliseconds: 60_000)
        #expect(bench.lost != nil)
        #expect(bench.lost == bench.core.recovery.lost)
    }

    @Test func whatWasAcceptedMeanwhileIsNotRememberedAsLost() throws {
        var (bench, id) = try setBack()
        bench.feed(.databaseAccepted)
        bench.feed(.commitFailed(id, failure))
        bench.pass(milliseconds: 60_000)
        #expect(bench.lost == nil)
        #expect(bench.core.recovery.lost == nil)
    }

    /// Its container shows itself late, and is seen to although the end of the space is committed meanwhile.
    @Test func whatIsUnderWayAtTheEndOfASpaceIsBroughtToItsEnd() throws {
        var bench = Bench()
        bench.apply(space("web"))
        let left = bench.containers
        let key = try #require(left.first).ownership.key
        bench.failing["remove"] = Failure(.engineFailed, subject: "web", "not now")
        bench.ask(.delete([key], DeleteOptions(owner: .user("alice"))))
        bench.failing = [:]
        bench.containers = []
        bench.holdsCommits = true
        bench.pass(milliseconds: 40_000)
        bench.feed(.committed(try #require(bench.heldCommits.last)))
        #expect(bench.core.store[key]?.isTombstone == false, "its end is on its way into the database")
        bench.containers = left
        bench.heldVerbs = ["stop"]
        bench.pass(milliseconds: 40_000)
        #expect(bench.heldActions.map(\.action.verb) == ["stop"])
        let id = try #require(bench.heldCommits.last)
        bench.holdsCommits = false
        bench.feed(.committed(id))
        #expect(bench.core.store[key]?.isTombstone == true)
        #expect(bench.heldActions.map(\.action.verb) == ["stop"], "it is not begun once more")
        bench.release()
        #expect(bench.containers.isEmpty)
    }

    @Test func whatIsOfAnotherCommitIsNoAnswer() throws {
        var bench = Bench()
        bench.holdsCommits = true
        bench.feed(.request(1, .apply(space("web"), ApplyOptions(owner: .user("alice"), user: "alice"))))
        let id = try #require(bench.heldCommits.last)
        let other = CommitID(id.number + 1_000)
        bench.feed(.committed(other))
        bench.feed(.commitFailed(other, failure))
        #expect(bench.replies.isEmpty)
        #expect(bench.core.store.all.isEmpty)
        bench.holdsCommits = false
        bench.feed(.committed(id))
        #expect(bench.replies[1] != nil)
        #expect(bench.core.store.keys(of: .space).map(\.name) == ["web"])
    }
}
