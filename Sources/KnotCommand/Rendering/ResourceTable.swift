import KnotAPI
import KnotModel

/// The table of one kind's resources.
package struct ResourceTable: Sendable {
    package let kind: Kind
    /// More columns: next try, owner, image, revision, container.
    package let isWide: Bool
    package var now: WallTime
    /// Images by template name, for the wide table of spaces.
    package var images: [String: String]
    /// Whether names carry their owner: more than one user's spaces are shown.
    package var showsOwner = false

    package init(_ kind: Kind, isWide: Bool, now: WallTime, images: [String: String] = [:]) {
        self.kind = kind
        self.isWide = isWide
        self.now = now
        self.images = images
    }

    package func table(_ items: [ResourceDocument]) -> Table {
        var view = self
        if Set(items.map(\.key.owner)).count > 1 { view.showsOwner = true }
        return Table(header, rows: items.map(view.row), optional: kind == .space ? ["NOTE", "ZONE"] : [])
    }

    package var header: [String] {
        switch kind {
        case .space:
            let columns = [
                "NAME", "TEMPLATE", "NODE", "ZONE", "ENGINE", "DESIRED", "PHASE", "READY", "SYNCED", "RESTARTS", "AGE",
            ]
            return columns + (isWide ? ["NEXT TRY", "OWNER", "IMAGE", "REVISION", "CONTAINER"] : []) + ["NOTE"]
        case .template: return ["NAME", "PLATFORM", "IMAGE", "AGE"] + wide(["OWNER", "REVISION"]) + ["DESCRIPTION"]
        case .script:
            return ["NAME", "SHELL", "TIMEOUT", "ACTIVE", "AGE"] + wide(["OWNER", "REVISION"]) + ["DESCRIPTION"]
        case .zone: return ["NAME", "RUNTIMES", "FAILOVER", "AGE"] + wide(["OWNER", "REVISION"])
        case .volume: return ["NAME", "ZONE", "NODE", "PHASE", "AGE"] + wide(["OWNER", "REVISION"])
        case .variable: return ["NAME", "ZONES", "AGE"] + wide(["OWNER", "REVISION"]) + ["VALUE"]
        case .token: return ["NAME", "USER", "AGE"]
        }
    }

    package func row(_ item: ResourceDocument) -> [Table.Cell] {
        let name = Table.Cell(showsOwner ? item.key.shortName : item.key.name)
        let age = Table.Cell(Age.text(from: item.createdAt, to: now))
        let more = wide([Table.Cell(item.owner.text), Table.Cell(item.revision.description)])
        switch kind {
        case .space:
            return SpaceRow(item, name: name.text, now: now, image: images[text(item, "template")]).cells(
                isWide: isWide)
        case .template:
            let image = Table.Cell(item.template.image ?? "")
            return [name, cell(item, "platform"), image, age] + more + [cell(item, "description")]
        case .script:
            let cells = [cell(item, "shell"), cell(item, "timeout"), cell(item, "active"), age]
            return [name] + cells + more + [cell(item, "description")]
        case .zone: return [name, cell(item, "runtimes"), cell(item, "failover"), age] + more
        case .volume:
            let node = Table.Cell(item.placement?.node.name ?? text(item, "node"))
            return [name, cell(item, "zone"), node, PhaseText.cell(item), age] + more
        case .variable: return [name, cell(item, "zones"), age] + more + [cell(item, "value")]
        case .token: return [name, cell(item, "user"), age]
        }
    }

    private func wide<Column>(_ columns: [Column]) -> [Column] { isWide ? columns : [] }

    private func text(_ item: ResourceDocument, _ field: String) -> String { FieldText.short(item.fields[field]) }

    private func cell(_ item: ResourceDocument, _ field: String) -> Table.Cell { Table.Cell(text(item, field)) }
}
