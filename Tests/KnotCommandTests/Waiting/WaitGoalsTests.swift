import KnotCommand
import KnotModel
import KnotPlan
import Testing

@Suite struct WaitGoalsTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")
    private let data = ResourceKey(.volume, name: "data")
    private let template = ResourceKey(.template, name: "ubuntu")

    @Test func afterAnApplyEverythingComesToItsRevision() {
        let changes = [
            ResourceChange(key: web, verb: .configured, revision: Samples.stamp(2)),
            ResourceChange(key: data, verb: .pruned), ResourceChange(key: template, verb: .created),
        ]
        #expect(WaitGoals.afterApply(changes) == [web: [.settledAt(Samples.stamp(2))], data: [.deleted]])
    }

    @Test func afterADeleteEverythingIsGone() throws {
        let changes = [
            ResourceChange(key: web, verb: .unchanged),
            ResourceChange(key: data, verb: .unchanged, revision: Samples.stamp(1)),
            ResourceChange(key: template, verb: .deleted),
        ]
        let goals = WaitGoals.afterDelete(changes)
        #expect(goals == [web: [.deleted], data: [.deleted]])
        var list = WaitList(goals)
        for group in list.groups { list.replace(group, []) }
        #expect(list.isFinished && list.failures.isEmpty, "what is gone already is not waited for")
    }
}
