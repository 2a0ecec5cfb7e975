import KnotModel
import KnotYAML

extension ManifestDecoder {
    /// A document that was read: its manifest, and the tree it came from, for the places of its fields.
    struct Decoded {
        var manifest: Manifest
        /// An export's `features`, `job` and `volumes` texts are already put in the places of the fields they mean.
        var node: Node
        /// Where the name stands, or the document where it has none.
        var mark: Mark
    }

    /// The manifest of one document; `nil` when something is wrong with it, which `diagnostics` then says.
    mutating func decode(_ document: Node) -> Decoded? {
        path.removeAll(keepingCapacity: true)
        isRendered = false
        isContainerBroken = false
        operations = 0
        let errorsBefore = errorCount
        guard case .mapping(let written) = document.content else {
            error(
                document.mark, "a manifest is a map of fields, not \(document.found)", hint: "for example 'kind: Space'"
            )
            return nil
        }
        guard let kind = kind(of: written, at: document.mark), let schema = Schema.of(kind) else { return nil }
        var entries = written
        let isExport = normalise(&entries, kind: kind)
        var fields = object(entries, schema.object, at: document.mark, isRoot: true, kind: kind)
        let name = name(of: entries, kind: kind, fields: &fields, isExport: isExport, at: document.mark)
        let owner = owner(of: entries, kind: kind)
        check(fields, kind: kind, entries: entries, at: document.mark)
        if let name, kind == .volume, errorCount == errorsBefore {
            settleVolume(&fields, name: name.text, entries, at: document.mark)
        }
        guard let name, errorCount == errorsBefore else { return nil }
        return Decoded(
            manifest: Manifest(key: ResourceKey(kind, owner: owner, name: name.text), fields: fields),
            node: Node(.mapping(entries), at: document.mark), mark: name.mark)
    }

    private mutating func name(
        of entries: [Node.Entry], kind: Kind, fields: inout FieldMap, isExport: Bool, at mark: Mark
    ) -> (text: String, mark: Mark)? {
        guard let entry = entries.first(where: { $0.key == "name" }), !entry.value.isNull else {
            // A standalone volume definition is named by its one entry.
            if kind == .volume, case .map(let volumes)? = fields["volumes"], volumes.count == 1,
                let only = volumes.first?.key, ResourceKey.isName(only)
            {
                return (only, mark)
            }
            error(mark, "\(kind.title): 'name' is missing", hint: "add 'name: …' with \(ResourceKey.nameRule)")
            return nil
        }
        guard case .scalar(let text, _) = entry.value.content else {
            error(entry.value.mark, "name: expected a name, found \(entry.value.found)")
            return nil
        }
        if ResourceKey.isName(text) { return (text, entry.value.mark) }
        let near = Self.nearName(text)
        if isExport, let near {
            warning(
                entry.value.mark, "name: '\(text)' becomes '\(near)', because a name has \(ResourceKey.nameRule)",
                hint: "spaces name the template '\(near)'")
            return (near, entry.value.mark)
        }
        error(
            entry.value.mark, "name: '\(text)' is not a name; a name has \(ResourceKey.nameRule)",
            hint: Self.mayHoldExpression(text)
                ? "variables are not replaced in names" : near.map { "for example '\($0)'" } ?? "")
        return nil
    }

    /// The nearest text that is a name: `Ubuntu 24.04` gives `ubuntu-24-04`.
    static func nearName(_ text: String) -> String? {
        var result = ""
        for scalar in text.lowercased().unicodeScalars {
            let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isKept {
                result.unicodeScalars.append(scalar)
            } else if result.last != "-", !result.isEmpty {
                result += "-"
            }
        }
        result = String(result.prefix(63))
        while result.hasSuffix("-") { result.removeLast() }
        return result.isEmpty ? nil : result
    }

    private mutating func owner(of entries: [Node.Entry], kind: Kind) -> String {
        guard kind.isOwned, let entry = entries.first(where: { $0.key == "user" }), !entry.value.isNull else {
            return ""
        }
        guard case .scalar(let text, _) = entry.value.content, ResourceKey.isName(text) else {
            error(
                entry.value.mark, "user: \(entry.value.found) is not a user's name",
                hint: "a name has \(ResourceKey.nameRule)")
            return ""
        }
        return text
    }
}
