import KnotModel
import KnotYAML

extension ManifestDecoder {
    /// Reports a field that the map does not have, with what was meant.
    mutating func unknown(_ entry: Node.Entry, _ schema: ObjectSchema, isRoot: Bool, kind: Kind?) {
        let place = path.isEmpty ? "a \(schema.name)" : "'\(pathText)'"
        error(
            entry.keyMark, "unknown field '\(entry.key)' in \(place)",
            hint: hint(for: entry.key, schema, isRoot: isRoot, kind: kind))
    }

    private func hint(for key: String, _ schema: ObjectSchema, isRoot: Bool, kind: Kind?) -> String {
        var known = schema.fields.map(\.name)
        if isRoot { known += kind?.isOwned == true ? ["kind", "name", "user"] : ["kind", "name"] }
        let isContainer = schema === Schema.container
        // A word of another program's means what it means there, however near it is to one of these.
        let isOfSpaces = isRoot && (kind == .template || kind == .space)
        if isContainer || isOfSpaces, schema.position(of: Self.plain(key)) == nil,
            !isRoot || kind != .template || Schema.container.position(of: key) == nil,
            let hint = ForeignField.hint(for: key, isContainer: isContainer)
        {
            return hint
        }
        if schema === Schema.healthcheck, let test = ["cmd", "command", "exec"].first(where: { $0 == key }) {
            return "knot calls '\(test)' 'test'"
        }
        if let near = Suggestion.nearest(to: key, among: known + schema.fields.flatMap(\.aliases)) {
            return "did you mean '\(schema.field(near)?.name ?? near)'?"
        }
        if isRoot, ["apiVersion", "metadata", "spec"].contains(key) {
            return "manifests are flat: write the fields beside 'kind' and 'name'"
        }
        if isRoot, !isContainer, Schema.container.position(of: key) != nil {
            if kind == .template { return "it belongs under 'container:'" }
            if kind == .space { return "it belongs under 'container:' of the space's template" }
        }
        if known.count <= 12 { return "the fields are \(known.joined(separator: ", "))" }
        return "see 'knot explain \(kind?.rawValue ?? "template.container")'"
    }

    /// A key in knot's own spelling: `readOnly` and `stop-grace` are `read_only` and `stop_grace`.
    private static func plain(_ key: String) -> String {
        var result = ""
        for character in key {
            if character.isUppercase, !result.isEmpty { result += "_" }
            result += character == "-" ? "_" : character.lowercased()
        }
        return result
    }
}
