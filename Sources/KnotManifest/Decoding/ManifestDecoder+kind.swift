import KnotModel
import KnotYAML

extension ManifestDecoder {
    private static let kinds = Schema.kinds.map(\.kind.title).joined(separator: ", ")

    /// The kind that a document names, or that its fields leave no doubt about.
    mutating func kind(of entries: [Node.Entry], at mark: Mark) -> Kind? {
        if let entry = entries.first(where: { $0.key == "kind" }), !entry.value.isNull {
            guard case .scalar(let text, _) = entry.value.content else {
                error(
                    entry.value.mark, "kind: expected the name of a kind, found \(entry.value.found)",
                    hint: "the kinds are \(Self.kinds)")
                return nil
            }
            if let kind = Kind(parsing: text), kind.isManifest { return kind }
            if Kind(parsing: text) == .token {
                error(entry.value.mark, "kind: a token is not made by a manifest", hint: "use 'knot token create'")
                return nil
            }
            let near = Suggestion.nearest(to: text, among: Schema.kinds.map(\.kind.title))
            error(
                entry.value.mark, "kind: '\(text)' is not a kind",
                hint: (near.map { "did you mean '\($0)'? " } ?? "") + "the kinds are \(Self.kinds)")
            return nil
        }
        return infer(entries, at: mark)
    }

    /// Fields that only one kind has, as far as people leave `kind` away.
    private static let markers: [String: Kind] = [
        "container": .template, "job": .template, "features": .template, "template_id": .template,
        "template": .space, "value": .variable, "content": .script, "runtimes": .zone, "failover": .zone,
        "definition": .volume,
        "size": .volume,
    ]

    private mutating func infer(_ entries: [Node.Entry], at mark: Mark) -> Kind? {
        var found: [(kind: Kind, entry: Node.Entry)] = []
        var volumes = false
        for entry in entries {
            if let kind = Self.markers[entry.key] {
                if !found.contains(where: { $0.kind == kind }) { found.append((kind, entry)) }
            } else if entry.key == "volumes" {
                volumes = true
            }
        }
        if found.count == 1 { return found[0].kind }
        if found.isEmpty, volumes, let schema = Schema.of(.volume),
            entries.allSatisfy({
                $0.key == "name" || $0.key.hasPrefix("x-") || schema.object.position(of: $0.key) != nil
            })
        {
            return .volume
        }
        if found.count > 1 {
            error(
                found[1].entry.keyMark,
                "'kind' is missing, and '\(found[0].entry.key)' belongs to a \(found[0].kind.title) but "
                    + "'\(found[1].entry.key)' to a \(found[1].kind.title)",
                hint: "add 'kind: …', or separate the two manifests by a line '---'")
            return nil
        }
        let near = entries.lazy.compactMap { entry in
            Suggestion.nearest(to: entry.key, among: Self.markers.keys.sorted()).map { (entry, $0) }
        }.first { $0.0.key != "name" }
        if let foreign = entries.first(where: { $0.key == "services" }) {
            error(
                foreign.keyMark, "'kind' is missing, and 'services' is a field of Compose files",
                hint: ForeignField.hint(for: foreign.key, isContainer: false) ?? "")
            return nil
        }
        let hint = near.map { "did you mean '\($0.1)' in line \($0.0.keyMark.line)? " } ?? ""
        error(mark, "'kind' is missing, and the fields do not tell it", hint: hint + "the kinds are \(Self.kinds)")
        return nil
    }
}
