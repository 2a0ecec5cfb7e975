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

    /// What a space is behind: its `template`, its `image` (the engine has another one of that name), or `both`.
    package static func behind(_ pending: [FieldDifference]) -> String {
        let isImage = pending.contains { $0.path == FieldDifference.imageIDPath }
        let isTemplate = pending.contains { $0.path != FieldDifference.imageIDPath }
        return isImage ? isTemplate ? "both" : "image" : "template"
    }

    /// An id shortened as engines do, or a name as it is.
    private static func imageText(_ value: Value?) -> String {
        let text = FieldText.short(value)
        return text.hasPrefix("sha256:") ? String(text.dropFirst(7).prefix(12)) : text
    }

    /// The image's columns are empty where the image stays the same.
    package static func table(_ items: [ResourceDocument]) -> Table {
        let owners = Set(items.map(\.key.owner))
        let rows = items.map { item -> [Table.Cell] in
            let pending = item.status?.pending ?? []
            let image =
                pending.first { $0.path == FieldDifference.imageIDPath }
                ?? pending.first { $0.path == "container.image" }
            let others = pending.filter { $0.path != image?.path }.map(\.path)
            return [
                Table.Cell(owners.count > 1 ? item.key.shortName : item.key.name),
                Table.Cell(FieldText.short(item.fields["template"])), Table.Cell(behind(pending)),
                Table.Cell(imageText(image?.before)), Table.Cell(imageText(image?.after)),
                Table.Cell(others.joined(separator: ", ")),
            ]
        }
        return Table(
            ["NAME", "TEMPLATE", "BEHIND", "IMAGE", "NEW IMAGE", "OTHER CHANGES"], rows: rows,
            optional: ["IMAGE", "NEW IMAGE", "OTHER CHANGES"])
    }
}
