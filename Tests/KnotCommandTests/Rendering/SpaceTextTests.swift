import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct SpaceTextTests {
    private func note(_ status: Status?) -> String {
        SpaceNote.text(Samples.space(status: status), now: Samples.now).text
    }

    @Test func aHealthySpaceHasNoNote() {
        #expect(note(Samples.status(.running, ready: .yes)).isEmpty)
        #expect(note(nil).isEmpty)
    }

    @Test func troublesAreNamed() {
        let pending = Condition(.updatePending, .yes, reason: "TemplateChanged", since: Samples.now)
        let drifted = Condition(.drifted, .yes, reason: "Edited", since: Samples.now)
        #expect(note(Samples.status(.running, conditions: [pending])) == "update pending")
        #expect(note(Samples.status(.running, conditions: [pending, drifted])) == "update pending; drifted")
        let loop = Condition(.ready, .no, reason: "CrashLoop", since: Samples.now)
        #expect(
            note(Samples.status(.failed, restarts: 3, nextTry: 8000, conditions: [loop]))
                == "crash loop, next try in 8s")
        #expect(note(Samples.status(.starting, restarts: 3, conditions: [loop])) == "crash loop")
        let failure = Failure(.imageMissing, subject: "x", "there is no image x")
        #expect(note(Samples.status(.pending, error: failure, nextTry: 2000)) == "there is no image x, next try in 2s")
    }

    @Test func theTableShowsWhatIsWantedAndWhatIs() {
        let items = [
            Samples.space(status: Samples.status(.running, ready: .yes)),
            Samples.space("db", fields: ["template": "ubuntu", "running": false], status: nil),
        ]
        let text = ResourceTable(.space, isWide: false, now: Samples.now).table(items).text(on: .pipe)
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(
            lines[0] == [
                "NAME", "TEMPLATE", "NODE", "ENGINE", "DESIRED", "PHASE", "READY", "SYNCED", "RESTARTS", "AGE",
            ])
        #expect(lines[1] == ["web", "ubuntu", "one", "docker", "running", "Running", "yes", "yes", "0", "90s"])
        #expect(lines[2] == ["db", "ubuntu", "one", "docker", "stopped", "Pending", "?", "no", "0", "90s"])
    }

    @Test func spacesOfSeveralUsersCarryTheirOwner() {
        let table = ResourceTable(.space, isWide: false, now: Samples.now)
        let text = table.table([Samples.space(), Samples.space(owner: "bob")]).text(on: .pipe)
        #expect(text.contains("alice/web") && text.contains("bob/web"))
    }

    @Test func theWideTableAddsColumns() {
        let table = ResourceTable(.space, isWide: true, now: Samples.now, images: ["ubuntu": "ubuntu:24.04"])
        let text = table.table([Samples.space(status: Samples.status(.running, ready: .yes))]).text(on: .pipe)
        #expect(text.contains("OWNER") && text.contains("ubuntu:24.04") && text.contains("abcdef012345"))
    }

    @Test func theDescriptionNamesThePendingUpdate() {
        let change = FieldDifference(path: "container.image", before: "a", after: "b", effect: .restart)
        let pending = Condition(.updatePending, .yes, reason: "TemplateChanged", since: Samples.now)
        let item = Samples.space(
            status: Samples.status(.running, ready: .yes, pending: [change], conditions: [pending]))
        let event = Event(
            key: item.key, severity: .normal, reason: "Started", message: "started", count: 2, first: Samples.now,
            last: Samples.now, node: Samples.node)
        let text = SpaceDescription(item, events: [event], image: "a", now: Samples.now).text(on: .pipe)
        #expect(text.contains("Name:           web\n"))
        #expect(text.contains("Phase:          Running\n"))
        #expect(
            text.contains("  ~ container.image: \"a\" -> \"b\"\n  hint: `knot space restart alice/web` applies it\n"))
        #expect(text.contains("UpdatePending"))
        #expect(text.contains("0s ago        Started   2       started\n"))
    }
}
