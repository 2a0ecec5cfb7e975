import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct OutdatedTableTests {
    @Test func showsTheImageAndWhatElseWaits() {
        let pending = [
            FieldDifference(path: "container.image", before: "ubuntu:22.04", after: "ubuntu:24.04", effect: .restart),
            FieldDifference(path: "container.command", before: nil, after: "top", effect: .restart),
        ]
        let items = [
            Samples.space("web", status: Samples.status(.running, pending: pending)),
            Samples.space("db", status: Samples.status(.running)), Samples.space("new"),
            Samples.space("old", status: Samples.status(.running, pending: pending), deletion: true),
        ]
        let outdated = OutdatedTable.outdated(items)
        #expect(outdated.map(\.key.name) == ["web"])
        let row = OutdatedTable.table(outdated).rows.first?.map(\.text)
        #expect(row == ["web", "ubuntu", "template", "ubuntu:22.04", "ubuntu:24.04", "container.command"])
    }

    @Test func tellsTheTemplateFromTheImage() {
        let moved = FieldDifference.imageID(from: "sha256:0123456789abcdef", to: "sha256:fedcba9876543210")
        let command = FieldDifference(path: "container.command", before: nil, after: "top", effect: .restart)
        let items = [
            Samples.space("image", status: Samples.status(.running, pending: [moved])),
            Samples.space("both", status: Samples.status(.running, pending: [command, moved])),
            Samples.space("template", status: Samples.status(.running, pending: [command])),
        ]
        let rows = OutdatedTable.table(OutdatedTable.outdated(items)).rows.map { $0.map(\.text) }
        #expect(
            rows == [
                ["image", "ubuntu", "image", "0123456789ab", "fedcba987654", ""],
                ["both", "ubuntu", "both", "0123456789ab", "fedcba987654", "container.command"],
                ["template", "ubuntu", "template", "", "", "container.command"],
            ])
    }
}
