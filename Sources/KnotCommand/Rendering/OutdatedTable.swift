import KnotAPI
import KnotModel

/// The table of spaces that a restart would change.
package enum OutdatedTable {
    /// Those whose status names changes that wait for a restart.
    package static func outdated(_ items: [ResourceDocument]) -> [ResourceDocument] {
        items.filter { item in
            !item.deleting
                && (item.status?.pending.isEmpty == false || item.status?.condition(.updatePending)?.state == .yes)
        }
    }

    /// The image's columns are empty where the image stays the same.
    package static func table(_ items: [ResourceDocument]) -> Table {
        let owners = Set(items.map(\.key.owner))
        let rows = items.map { item -> [Table.Cell] in
            let pending = item.status?.pending ?? []
            let image = pending.first { $0.path == "image" || $0.path == "container.image" }
            let others = pending.filter { $0.path != image?.path }.map(\.path)
            return [
                Table.Cell(owners.count > 1 ? item.key.shortName : item.key.name),
                Table.Cell(FieldText.short(item.fields["template"])), Table.Cell(FieldText.short(image?.before)),
                Table.Cell(FieldText.short(image?.after)), Table.Cell(others.joined(separator: ", ")),
            ]
        }
        return Table(
            ["NAME", "TEMPLATE", "IMAGE", "NEW IMAGE", "OTHER CHANGES"], rows: rows,
            optional: ["IMAGE", "NEW IMAGE", "OTHER CHANGES"])
    }
}
