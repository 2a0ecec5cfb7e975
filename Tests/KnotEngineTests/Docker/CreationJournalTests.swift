import Foundation
import KnotEngine
import KnotModel
import Testing

@Suite struct CreationJournalTests {
    private static let podman = "unix:///run/podman.sock"
    private let folder = FileManager.default.temporaryDirectory.path + "/knot-journal-\(UInt32.random(in: 0 ... .max))"

    private func creation(_ name: String, by engine: String = podman) -> CreationJournal.Creation {
        CreationJournal.Creation(engine: engine, name: name, startedAt: WallTime(milliseconds: 1_000))
    }

    private func names(_ journal: CreationJournal) async -> [String] {
        await journal.unanswered(by: Self.podman).values.map(\.name).sorted()
    }

    @Test func whatIsUnderWayOrAnsweredIsNotUnanswered() async {
        let journal = CreationJournal(folder: nil)
        let web = await journal.begin(creation("web"))
        let late = await journal.begin(creation("late"))
        let other = await journal.begin(creation("other", by: "unix:///run/other.sock"))
        #expect(await names(journal) == [])
        journal.abandon(late)
        journal.abandon(other)
        await journal.end(web)
        #expect(await names(journal) == ["late"])
        await journal.end(late)
        #expect(await names(journal) == [])
    }

    @Test func itOutlivesItsServer() async {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = CreationJournal(folder: folder)
        let web = await before.begin(creation("web"))
        _ = await before.begin(creation("late"))
        await before.end(web)

        let after = CreationJournal(folder: folder)
        let now = await after.begin(creation("now"))
        #expect(await names(after) == ["late"], "what this server works on is under way")
        for id in await after.unanswered(by: Self.podman).keys { await after.end(id) }
        await after.end(now)
        #expect((try? FileManager.default.contentsOfDirectory(atPath: folder)) == [])
        #expect(await names(CreationJournal(folder: folder)) == [])
    }

    @Test func whatMakesNoSenseIsPassedOver() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in ["a.json": "{", "b.json": "[]", "c.json.new": "", "d": "{}"] {
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        }
        #expect(await names(CreationJournal(folder: folder)) == [])
    }

    @Test func aFolderThatCannotBeMadeKeepsNobodyWaiting() async {
        let journal = CreationJournal(folder: "/dev/null/creations")
        let web = await journal.begin(creation("web"))
        journal.abandon(web)
        #expect(await names(journal) == ["web"])
    }

    @Test(arguments: [
        ("storage", ["storage"], ["admin.web"], "1970-01-01T00:00:01.5Z", true),
        ("storage", ["storage"], ["admin.web"], "1970-01-01T00:00:00.1Z", true),
        // Made before the call, of another name, Buildah's, and a container.
        ("storage", ["storage"], ["admin.web"], "1969-12-31T23:59:59Z", false),
        ("storage", ["storage"], ["admin.late"], "1970-01-01T00:00:01.5Z", false),
        ("storage", ["buildah"], ["admin.web"], "1970-01-01T00:00:01.5Z", false),
        ("created", ["storage"], ["admin.web"], "1970-01-01T00:00:01.5Z", false),
    ])
    func onlyWhatAnUnansweredCallMadeIsLeftOfIt(
        state: String, command: [String], names: [String], created: String, isLeft: Bool
    ) throws {
        let text = try JSONSerialization.data(
            withJSONObject: [
                "Id": "4ff478", "State": state, "Command": command, "Names": names, "Created": created,
            ] as [String: Any])
        let storage = try JSONDecoder().decode(ListedStorage.self, from: text)
        #expect(DockerEngine.isLeft(storage, of: creation("admin.web")) == isLeft)
    }
}
