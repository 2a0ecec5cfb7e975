import KnotModel
import KnotYAML

extension ManifestDecoder {
    /// Brings the form of `template export` into the flat form: `features` are lifted, the texts in `job`, `volumes`
    /// and `definition` are read as the YAML they hold, with places in the file that the user sees. Says whether there
    /// was anything to bring.
    mutating func normalise(_ entries: inout [Node.Entry], kind: Kind) -> Bool {
        guard kind == .template || kind == .volume else { return false }
        let platform = entries.first { $0.key == "platform" }?.value
        var isNomad = false
        if let platform, case .scalar(let text, _) = platform.content { isNomad = text == "nomad" }
        var result: [Node.Entry] = []
        var isExport = false
        for entry in entries {
            switch (entry.key, entry.value.content) {
            case ("features", .mapping(let flags)) where kind == .template:
                isExport = true
                result += flags
            case ("features", .scalar) where kind == .template && entry.value.isNull: isExport = true
            case ("job", .scalar(let text, _)) where kind == .template && !isNomad:
                isExport = true
                if text.allSatisfy(\.isWhitespace) || entry.value.isNull { continue }
                if let node = embedded(entry.value, text) {
                    append("container", node, entry, to: &result)
                } else {
                    isContainerBroken = true
                }
            case ("job", .mapping) where kind == .template: append("container", entry.value, entry, to: &result)
            case ("volumes", .scalar(let text, _)), ("definition", .scalar(let text, _)):
                isExport = true
                if text.allSatisfy(\.isWhitespace) || entry.value.isNull { continue }
                if let node = embedded(entry.value, text) { lift(node, entry, to: &result) }
            case ("definition", .mapping), ("definition", .sequence): lift(entry.value, entry, to: &result)
            default: result.append(entry)
            }
        }
        if isExport || result.count != entries.count { entries = result }
        return isExport
    }

    private mutating func append(_ key: String, _ node: Node, _ origin: Node.Entry, to entries: inout [Node.Entry]) {
        entries.append(Node.Entry(key: key, keyMark: origin.keyMark, value: node))
    }

    /// `volumes:` and `paths:` of a definition text become the manifest's own.
    private mutating func lift(_ node: Node, _ origin: Node.Entry, to entries: inout [Node.Entry]) {
        guard case .mapping(let parts) = node.content else {
            append("volumes", node, origin, to: &entries)
            return
        }
        for part in parts {
            if part.key == "volumes" || part.key == "paths" {
                entries.append(part)
            } else {
                error(
                    part.keyMark, "unknown field '\(part.key)' in '\(origin.key)'",
                    hint: "the text holds 'volumes:' and 'paths:'")
            }
        }
    }

    /// The YAML inside a scalar, with the places of the file around it. For a block literal they are exact; for any
    /// other style every place is the scalar's.
    private mutating func embedded(_ scalar: Node, _ text: String) -> Node? {
        let inner = YAML.parse(Array(text.utf8), file: stream.file)
        let place = EmbeddedPlace(scalar: scalar.mark, text: text, in: stream)
        for diagnostic in inner.diagnostics {
            let mark = diagnostic.mark.map(place.outer) ?? scalar.mark
            if diagnostic.severity == .error {
                error(mark, diagnostic.message, hint: diagnostic.hint)
            } else {
                warning(mark, diagnostic.message, hint: diagnostic.hint)
            }
        }
        if inner.documents.count > 1 {
            error(scalar.mark, "the text holds several YAML documents", hint: "write one")
            return nil
        }
        guard let node = inner.documents.first else { return nil }
        return place.moved(node)
    }
}
