import KnotCommand
import KnotModel
import KnotPlan
import Testing

@Suite struct DiffTextTests {
    private let template = ResourceKey(.template, name: "ubuntu")
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    @Test func nothingToDoIsOneLine() {
        let unchanged = ResourceChange(key: template, verb: .unchanged)
        #expect(DiffText([]).text(on: .pipe) == "No differences.\n")
        #expect(DiffText([unchanged]).isEmpty)
        #expect(DiffText([unchanged]).text(on: .pipe) == "No differences.\n")
    }

    @Test func everyResourceIsABlock() {
        let changes = [
            ResourceChange(
                key: template, verb: .configured,
                differences: [
                    FieldDifference(path: "container.image", before: "a:1", after: "a:2", effect: .restart),
                    FieldDifference(path: "description", before: nil, after: "new", effect: .none),
                    FieldDifference(path: "container.ports[0]", before: "80:80", after: nil, effect: .restart),
                ],
                pending: [web]),
            ResourceChange(
                key: web, verb: .created,
                differences: [FieldDifference(path: "template", before: nil, after: "ubuntu", effect: .restart)]),
            ResourceChange(key: ResourceKey(.zone, name: "old"), verb: .pruned),
        ]
        let text = DiffText(changes).text(on: .pipe)
        #expect(
            text == """
                Plan: 1 create, 1 update (1 space waits for a restart), 1 delete

                ~ template/ubuntu
                    ~ container.image: "a:1" -> "a:2"   (applies at next restart)
                    + description: "new"
                    - container.ports[0]: "80:80"   (applies at next restart)
                    waits for a restart of space: alice/web

                + space/alice/web
                    + template: "ubuntu"

                - zone/old   (its source no longer names it)

                """)
    }

    @Test func aSpaceThatTwoChangesTouchIsCountedOnce() {
        let other = ResourceKey(.variable, name: "v")
        let changes = [template, other].map { ResourceChange(key: $0, verb: .configured, pending: [web]) }
        #expect(DiffText(changes).verdict == "Plan: 0 create, 2 update (1 space waits for a restart), 0 delete")
        #expect(DiffText(changes).waitingSpaces == [web])
    }

    @Test func aNewMapIsShownFieldByField() {
        let container: Value = ["image": "a", "healthcheck": ["test": ["CMD", "x"]]]
        let difference = FieldDifference(path: "container", before: nil, after: container, effect: .restart)
        let text = DiffText([ResourceChange(key: template, verb: .created, differences: [difference])]).text(on: .pipe)
        #expect(text.contains("    + container.healthcheck.test: [\"CMD\", \"x\"]\n    + container.image: \"a\"\n"))
    }

    @Test func liveChangesSaySo() {
        let difference = FieldDifference(path: "cpus", before: "1", after: "2", effect: .live)
        let line = DifferenceText.line(difference, on: .pipe)
        #expect(line == "~ cpus: \"1\" -> \"2\"   (applies at once)")
    }

    @Test func valuesOfSeveralLinesStayOnOne() {
        let value: Value = ["run": "a\nb \"c\"", "list": [1, true]]
        #expect(FieldText.quoted(value) == #"{list: [1, true], run: "a\nb \"c\""}"#)
        #expect(FieldText.short(["x", "y"]) == "x,y")
        #expect(FieldText.short(nil) == "")
    }

    @Test func anApplyIsALineForEachResourceAndAHint() {
        let changes = [
            ResourceChange(key: template, verb: .configured, pending: [web]),
            ResourceChange(key: web, verb: .unchanged),
        ]
        #expect(ChangeText.lines(changes, on: .pipe) == "template/ubuntu configured\nspace/alice/web unchanged\n")
        #expect(ChangeText.lines(changes, isDryRun: true, on: .pipe).contains("template/ubuntu configured (dry run)\n"))
        #expect(ChangeText.hint(changes).contains("knot space restart alice/web"))
        #expect(ChangeText.hint([ResourceChange(key: web, verb: .created)]).isEmpty)
        let blocked = ResourceChange(key: web, verb: .configured, blocked: [.init(key: web, reason: "no volume x")])
        #expect(ChangeText.hint([blocked]) == "alice/web runs on, and cannot be made again: no volume x")
    }
}
