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
        #expect(row == ["web", "ubuntu", "ubuntu:22.04", "ubuntu:24.04", "container.command"])
    }
}
