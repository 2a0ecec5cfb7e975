import KnotModel
import KnotYAML

extension ManifestDecoder {
    /// The fields of a map by its schema. At the root of a manifest `kind`, `name` and `user` belong to the key and are
    /// left to the caller.
    mutating func object(
        _ entries: [Node.Entry], _ schema: ObjectSchema, at mark: Mark, isRoot: Bool = false, kind: Kind? = nil
    ) -> FieldMap {
        var fields: [FieldMap.Field] = []
        fields.reserveCapacity(entries.count)
        var seen: UInt64 = 0
        let wasRendered = isRendered
        for entry in entries {
            guard let position = schema.position(of: entry.key) else {
                if isRoot, entry.key == "kind" || entry.key == "name" || (entry.key == "user" && kind?.isOwned == true)
                {
                    continue
                }
                // A place for anchors, and for notes of other programs.
                if entry.key.hasPrefix("x-") { continue }
                if !schema.ignored.contains(entry.key) { unknown(entry, schema, isRoot: isRoot, kind: kind) }
                continue
            }
            let field = schema.fields[position]
            let bit = UInt64(1) << UInt64(position & 63)
            if seen & bit != 0 {
                fieldError(entry.keyMark, "'\(entry.key)' is another name of '\(field.name)', which is given already")
                continue
            }
            if isAbsent(entry.value, field) { continue }
            seen |= bit
            path.append(.key(field.name))
            isRendered = field.isRendered
            if let value = value(entry.value, field.type) {
                fields.append(FieldMap.Field(key: field.name, value: value))
            }
            isRendered = wasRendered
            path.removeLast()
        }
        for (position, field) in schema.fields.enumerated()
        where field.isRequired && seen & (UInt64(1) << UInt64(position & 63)) == 0 {
            let example = field.example.map { "for example '\(field.name): \($0)'" } ?? ""
            let owner = isRoot ? "\(schema.name): " : path.isEmpty ? "" : "\(pathText): "
            error(mark, "\(owner)'\(field.name)' is missing", hint: example)
        }
        return FieldMap(fields)
    }

    /// Nothing, or an empty text where that can only mean nothing, as exports write it.
    private func isAbsent(_ node: Node, _ field: FieldSchema) -> Bool {
        guard case .scalar(let text, let isPlain) = node.content else { return false }
        if text.isEmpty {
            if isPlain { return true }
            switch field.type {
            case .name, .word, .format: return true
            default: return false
            }
        }
        return node.isNull
    }
}

extension Node {
    /// Whether it is written as nothing: empty, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, let isPlain) = content, isPlain else { return false }
        return text.isEmpty || CoreSchema.resolve(text) == .null
    }

    /// What it is, for messages: `a list`, `the text 'x'`.
    var found: String {
        switch content {
        case .sequence: return "a list"
        case .mapping: return "a map"
        case .scalar(let text, let isPlain):
            let short = text.count > 40 ? text.prefix(40) + "…" : text[...]
            guard isPlain else { return "the text '\(short)' in quotes" }
            switch CoreSchema.resolve(text) {
            case .null: return "nothing"
            case .bool, .string: return "'\(short)'"
            case .int, .float: return "the number \(short)"
            }
        }
    }
}
