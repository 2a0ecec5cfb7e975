import KnotAPI
import KnotManifest
import KnotModel

/// Shows resources in the form that was asked for.
struct ResourceView {
    let client: KnotClient
    let console: Console
    let form: OutputForm?

    func show(_ kind: Kind, _ list: ResourceList) async throws {
        guard form == nil || form == .wide else {
            return console.print(form == .json ? try JSONText.of(list) : text(list.items))
        }
        guard !list.items.isEmpty else { return console.note("There are no \(kind.plural).") }
        let table = try await table(kind).table(list.items)
        console.print(table.text(on: console.output))
    }

    func show(_ items: [ResourceDocument], isSingle: Bool) async throws {
        if form == .json {
            if isSingle, let item = items.first { return console.print(try JSONText.of(item)) }
            return console.print(try JSONText.of(ResourceList(items: items, cursor: nil)))
        }
        guard form == nil || form == .wide else { return console.print(text(items)) }
        try await showTables(items)
    }

    func showEverything(_ filter: ListFilter) async throws {
        var items: [ResourceDocument] = []
        for kind in Kind.allCases where kind.isManifest { items += try await client.list(kind, filter).items }
        if items.isEmpty, form == nil || form == .wide {
            return console.note("There is nothing yet. Begin with: knot apply -f FILE")
        }
        try await show(items, isSingle: false)
    }

    /// Shows a list, then a line for each change, until the user stops it or the server goes away.
    func watch(
        _ kind: Kind, _ filter: ListFilter, _ list: ResourceList, only keys: Set<ResourceKey>? = nil
    ) async throws {
        var view = try await table(kind)
        view.showsOwner = Set(list.items.map(\.key.owner)).count > 1
        var table = view.table(list.items)
        if form == nil || form == .wide {
            console.print(table.text(on: console.output))
            table.freeze()
        } else {
            for item in list.items { console.print(try line(item, .put)) }
        }
        for try await event in try await client.watch(kind, filter, since: list.cursor) {
            guard let item = event.resource, event.change != .bookmark, keys?.contains(item.key) ?? true else {
                continue
            }
            guard form == nil || form == .wide else {
                console.print(try line(item, event.change))
                continue
            }
            view.now = WallClock.now()
            var row = view.row(item)
            if event.change == .deleted {
                row = row.map { Table.Cell($0.text, .faint) }
                row[row.count - 1].text = "deleted"
            }
            console.print(table.text(ofLaterRow: row, on: console.output))
        }
        throw CommandFailure(.unreachable, "the server ended the watch", hint: "run the command again to go on")
    }

    private func showTables(_ items: [ResourceDocument]) async throws {
        let kinds = Set(items.map(\.key.kind)).sorted()
        for (index, kind) in kinds.enumerated() {
            if index > 0 { console.print("\n") }
            if kinds.count > 1 {
                console.print(Tone.heading.paint("\(kind.plural):", console.output.isColoured))
            }
            console.print(try await table(kind).table(items.filter { $0.key.kind == kind }).text(on: console.output))
        }
    }

    private func table(_ kind: Kind) async throws -> ResourceTable {
        let images = form == .wide && kind == .space ? try await client.templateImages() : [:]
        return ResourceTable(kind, isWide: form == .wide, now: WallClock.now(), images: images)
    }

    /// YAML or names.
    private func text(_ items: [ResourceDocument]) -> String {
        form == .yaml
            ? ManifestWriter.yaml(items.map(\.manifest))
            : items.map { "\($0.key)\n" }.joined()
    }

    private func line(_ item: ResourceDocument, _ change: WatchEvent.Change) throws -> String {
        switch form {
        case .json?: String(decoding: try APICoding.encode(item), as: UTF8.self)
        case .yaml?: "---\n" + ManifestWriter.yaml([item.manifest])
        default: change == .deleted ? "\(item.key) deleted" : item.key.description
        }
    }
}

extension ResourceDocument {
    /// What a user would write to get it.
    var manifest: Manifest { Manifest(key: key, fields: fields) }
}

extension KnotClient {
    /// The image that each template names.
    func templateImages() async throws -> [String: String] {
        var images: [String: String] = [:]
        for item in try await list(.template).items {
            images[item.key.name] = item.template.image
        }
        return images
    }
}
