import KnotModel

extension Schema {
    /// The reference of kinds and fields for the README, as Markdown: a section for each kind with an example and a
    /// table, and a table for each map with fields of its own.
    package static func referenceMarkdown() -> String {
        kinds.map(section).joined(separator: "\n")
    }

    private static func section(_ schema: KindSchema) -> String {
        var text = "### \(schema.kind.title)\n\n\(schema.documentation)\n\n```yaml\n\(schema.example)\n```\n\n"
        text += table(keyFields(of: schema.kind) + schema.object.fields, path: "", of: schema.kind)
        for field in schema.object.fields { text += nested(field, path: "", of: schema.kind) }
        return text
    }

    private static func nested(_ field: FieldSchema, path: String, of kind: Kind) -> String {
        guard let object = field.type.object else { return "" }
        let path = path + field.name
        var text = "\n#### \(kind.title): `\(path)`\n\n" + table(object.fields, path: path + ".", of: kind)
        for inner in object.fields { text += nested(inner, path: path + ".", of: kind) }
        return text
    }

    private static func table(_ fields: [FieldSchema], path: String, of kind: Kind) -> String {
        var text = "| field | type | default | on change | what it is |\n|---|---|---|---|---|\n"
        for field in fields {
            let name = "`\(field.name)`" + (field.isRequired ? " (required)" : "")
            let note = field.note.map { " *\($0.prefix(1).uppercased())\($0.dropFirst()).*" } ?? ""
            let effect =
                switch FieldEffect.of(path + field.name, in: kind) {
                case .none: ""
                case .live: "live"
                case .closing: "at closing"
                case .start: "at start"
                case .restart: "at restart"
                }
            let cells = [name, field.type.title, field.shownDefault ?? "", effect, field.documentation + note]
            text += "| " + cells.map(cell).joined(separator: " | ") + " |\n"
        }
        return text
    }

    /// A bar ends a cell wherever it stands; in code a backslash before anything else would be seen.
    private static func cell(_ text: String) -> String {
        var result = ""
        var isCode = false
        for character in text {
            if character == "`" { isCode.toggle() }
            if character == "|" || character == "<" && !isCode { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
