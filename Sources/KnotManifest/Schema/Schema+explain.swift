import KnotModel

extension Schema {
    /// What `knot explain` shows of a kind or a field, by a path such as `template.container.ports`; `nil` when there
    /// is no such thing, which `explainProblem` then words.
    package static func explain(_ path: String) -> String? {
        var parts = path.split(separator: ".").map { String($0.prefix { $0 != "[" }) }
        guard !parts.isEmpty, let kind = Kind(parsing: parts.removeFirst()), let schema = of(kind) else { return nil }
        if parts.isEmpty { return explain(schema) }
        if parts.count == 1, let field = keyField(parts[0], of: kind) {
            return explain(field, at: "\(kind.rawValue).\(field.name)", of: kind)
        }
        guard let (field, names) = walk(parts, in: schema.object) else { return nil }
        return explain(field, at: kind.rawValue + "." + names.joined(separator: "."), of: kind)
    }

    /// Why `path` explains nothing, with the nearest path that would.
    package static func explainProblem(_ path: String) -> String {
        var parts = path.split(separator: ".").map { String($0.prefix { $0 != "[" }) }
        let kinds = kinds.map(\.kind.rawValue)
        let first = parts.isEmpty ? "" : parts.removeFirst()
        guard let kind = Kind(parsing: first), let schema = of(kind) else {
            let near = Suggestion.nearest(to: first, among: kinds).map {
                "; did you mean '\(([$0] + parts).joined(separator: "."))'?"
            }
            return "there is no kind '\(first)'\(near ?? ""); the kinds are \(kinds.joined(separator: ", "))"
        }
        var walked = [kind.rawValue]
        var object: ObjectSchema? = schema.object
        for part in parts {
            guard let current = object else { return "'\(walked.joined(separator: "."))' has no fields of its own" }
            guard let field = current.field(part) else {
                let place = walked.joined(separator: ".")
                let near = Suggestion.nearest(to: part, among: current.fields.map(\.name))
                let hint = near.map { "; did you mean '\(place).\($0)'?" } ?? "; see 'knot explain \(place)'"
                return "'\(place)' has no field '\(part)'\(hint)"
            }
            walked.append(field.name)
            object = field.type.object
        }
        return "'\(path)' cannot be explained"
    }

    /// `kind`, `name` and `user`, which are the key of a manifest.
    static func keyFields(of kind: Kind) -> [FieldSchema] {
        var fields = [
            FieldSchema("kind", .word([kind.title]), kindDocumentation, defaultText: "inferred", example: kind.title),
            FieldSchema("name", .name(of: kind), nameDocumentation, required: true, example: "web"),
        ]
        if kind.isOwned {
            fields.append(
                FieldSchema(
                    "user", .name(of: nil), userDocumentation, defaultText: "whoever applies it", example: "alice"))
        }
        return fields
    }

    private static func keyField(_ name: String, of kind: Kind) -> FieldSchema? {
        keyFields(of: kind).first { $0.name == name }
    }

    private static func walk(_ parts: [String], in object: ObjectSchema) -> (FieldSchema, [String])? {
        var object: ObjectSchema? = object
        var found: FieldSchema?
        var names: [String] = []
        for part in parts {
            guard let field = object?.field(part) else { return nil }
            names.append(field.name)
            found = field
            object = field.type.object
        }
        return found.map { ($0, names) }
    }

    private static func explain(_ schema: KindSchema) -> String {
        var text = "\(schema.kind.title)\n\n"
        text += wrap(schema.documentation) + "\n\nExample:\n"
        text += schema.example.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        text += "\n\nFields:\n" + table(keyFields(of: schema.kind) + schema.object.fields)
        return text + "\n\nMore on a field: knot explain \(schema.kind.rawValue).\(schema.object.fields[2].name)\n"
    }

    private static func explain(_ field: FieldSchema, at path: String, of kind: Kind) -> String {
        var text = "\(path)\n\n" + wrap(field.documentation) + "\n\n"
        var rows = [("Type", field.type.title)]
        rows.append(("Required", field.isRequired ? "yes" : "no"))
        if let shown = field.shownDefault { rows.append(("Default", shown)) }
        rows.append(("On change", effect(path, of: kind)))
        if field.isRendered { rows.append(("Variables", "${{ … }} is replaced when a space starts")) }
        if let example = field.example { rows.append(("Example", "\(field.name): \(example)")) }
        if !field.aliases.isEmpty { rows.append(("Also read as", field.aliases.joined(separator: ", "))) }
        rows.append(("Since", field.since))
        if let note = field.note { rows.append(("Note", note)) }
        for (name, value) in rows { text += "  " + pad(name, 13) + " " + value + "\n" }
        if let object = field.type.object { text += "\nFields:\n" + table(object.fields) + "\n" }
        return text
    }

    private static func effect(_ path: String, of kind: Kind) -> String {
        let field = path.drop { $0 != "." }.dropFirst()
        switch FieldEffect.of(String(field), in: kind) {
        case .none: return "nothing that runs changes"
        case .live: return "live: applied while the space runs"
        case .closing: return "stops nothing by itself: holds for what runs from its next end of hours, stop or restart"
        case .start: return "at the space's next start"
        case .restart: return "at the next restart: running spaces show UpdatePending"
        }
    }

    /// One line for each field, cut to what a terminal shows.
    private static func table(_ fields: [FieldSchema]) -> String {
        let names = fields.map { $0.name + ($0.isRequired ? " *" : $0.isLater ? " +" : "") }
        let width = (names.map(\.count).max() ?? 0) + 2
        let types = fields.map { shorten($0.type.title, 28) }
        let typeWidth = (types.map(\.count).max() ?? 0) + 2
        var lines = fields.indices.map { index in
            let text = shorten(firstSentence(fields[index].documentation), max(30, 118 - width - typeWidth))
            return "  " + pad(names[index], width) + pad(types[index], typeWidth) + text
        }
        if fields.contains(where: \.isRequired) { lines.append("  * required") }
        if fields.contains(where: \.isLater) { lines.append("  + \(FieldSchema.later)") }
        return lines.joined(separator: "\n")
    }

    static func firstSentence(_ text: String) -> String {
        guard let end = text.firstRange(of: ". ") else { return text }
        return String(text[..<end.lowerBound]) + "."
    }

    private static func shorten(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : text.prefix(width - 1) + "…"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func wrap(_ text: String, width: Int = 78) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? "\(word)" : " \(word)"
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
