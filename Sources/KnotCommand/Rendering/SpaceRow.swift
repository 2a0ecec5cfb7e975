import KnotAPI
import KnotModel

/// One space as a row of the table of spaces.
struct SpaceRow {
    let item: ResourceDocument
    let name: String
    let now: WallTime
    /// The image its template names now; `nil` when that is not known.
    let image: String?

    init(_ item: ResourceDocument, name: String, now: WallTime, image: String?) {
        self.item = item
        self.name = name
        self.now = now
        self.image = image
    }

    func cells(isWide: Bool) -> [Table.Cell] {
        let status = item.status
        let restarts = status?.restarts ?? 0
        let cells: [Table.Cell] = [
            Table.Cell(name),
            Table.Cell(FieldText.short(item.fields["template"])),
            Table.Cell(item.placement?.node.name ?? "-"),
            Table.Cell(FieldText.short(item.fields["zone"])),
            Table.Cell((status?.engine ?? item.placement?.engine)?.rawValue ?? "-"),
            Table.Cell(item.deleting ? "deleted" : PhaseText.isWanted(item) ? "running" : "stopped"),
            PhaseText.cell(item),
            PhaseText.ready(item),
            PhaseText.synced(item),
            Table.Cell(String(restarts), restarts > 0 ? .busy : .plain),
            Table.Cell(Age.text(from: item.createdAt, to: now)),
        ]
        let wide: [Table.Cell] = [
            Table.Cell(status?.nextTry.map { $0 > now ? "in \(Age.until($0, from: now))" : "now" } ?? "-"),
            Table.Cell(item.key.owner.isEmpty ? item.owner.text : item.key.owner),
            Table.Cell(status?.image?.reference ?? image ?? "-"),
            Table.Cell(item.revision.description),
            Table.Cell(status?.containerID.map { String($0.prefix(12)) } ?? "-"),
        ]
        let note = SpaceNote.text(item, now: now)
        return cells + (isWide ? wide : []) + [Table.Cell(note.text, note.tone)]
    }
}
