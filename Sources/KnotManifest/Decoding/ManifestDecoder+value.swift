import KnotModel
import KnotYAML

extension ManifestDecoder {
    /// The canonical value of a node that is not null; `nil` when it does not fit, which is reported.
    mutating func value(_ node: Node, _ type: FieldType) -> Value? {
        switch type {
        case .text, .name, .word, .bool, .int, .format: return scalar(node, type)
        case .list(let element): return list(node, element)
        case .map(let element, let rule): return map(node, element, rule)
        case .object(let schema):
            guard case .mapping(let entries) = node.content else {
                fieldError(
                    node.mark, "expected a map, found \(node.found)", hint: Self.fields(of: schema))
                return nil
            }
            return .map(object(entries, schema, at: node.mark))
        case .words: return words(node)
        case .healthTest: return healthTest(node)
        case .environment: return environment(node)
        case .entries(let schema, let valueField): return entries(node, schema, valueField: valueField)
        case .pairs: return pairs(node)
        case .limits: return limits(node)
        case .volumes(let schema): return volumes(node, schema)
        case .paths: return paths(node)
        }
    }

    private static func fields(of schema: ObjectSchema) -> String {
        schema.fields.count <= 12 ? "the fields are \(schema.fieldNames)" : "its fields go below it, one on a line"
    }

    /// The text of a scalar; reports a list or a map.
    mutating func text(_ node: Node, expected: String) -> String? {
        guard case .scalar(let text, _) = node.content else {
            fieldError(node.mark, "expected \(expected), found \(node.found)")
            return nil
        }
        return text
    }

    private mutating func scalar(_ node: Node, _ type: FieldType) -> Value? {
        guard case .scalar(let text, let isPlain) = node.content else {
            fieldError(node.mark, "expected \(Self.expectation(type)), found \(node.found)")
            return nil
        }
        let isTemplate = Self.mayHoldExpression(text)
        if isTemplate, isRendered {
            checkExpressions(text, at: node.mark)
            return .string(text)
        }
        let hint = isTemplate ? "variables are replaced only in a template's container, volumes and paths" : nil
        switch type {
        case .bool:
            if isPlain, let flag = CoreSchema.bool(from: text) { return .bool(flag) }
            fieldError(
                node.mark, "expected true or false, found \(node.found)",
                hint: hint ?? (isPlain ? "" : "write it without quotes"))
        case .int(let range):
            if isPlain, case .int(let number) = CoreSchema.resolve(text) {
                if range.contains(number) { return .int(number) }
                fieldError(node.mark, "\(number) is out of range: \(range.lowerBound) to \(range.upperBound)")
                return nil
            }
            let isQuoted = !isPlain && Int64(text) != nil
            fieldError(
                node.mark, "expected a whole number, found \(node.found)",
                hint: hint ?? (isQuoted ? "write it without quotes" : ""))
        case .word(let words):
            if words.contains(text) { return .string(text) }
            let near = Suggestion.nearest(to: text, among: words).map { "did you mean '\($0)'?" }
            fieldError(node.mark, "'\(text)' is not one of \(words.joined(separator: ", "))", hint: hint ?? near ?? "")
        case .name(let kind):
            if ResourceKey.isName(text) { return .string(text) }
            let what = kind.map { "the name of a \($0.rawValue)" } ?? "a name"
            fieldError(
                node.mark, "'\(text)' is not \(what); a name has \(ResourceKey.nameRule)",
                hint: hint ?? Self.nearName(text).map { "for example '\($0)'" } ?? "")
        case .format(let format):
            do { return .string(try format.canonical(text)) } catch {
                let example = error.example.map { "for example \($0)" } ?? "for example \(format.example)"
                fieldError(node.mark, error.message, hint: hint ?? example)
            }
        default: return .string(text)
        }
        return nil
    }

    private static func expectation(_ type: FieldType) -> String {
        switch type {
        case .bool: "true or false"
        case .int: "a whole number"
        case .word(let words): "one of \(words.joined(separator: ", "))"
        case .name(let kind): kind.map { "the name of a \($0.rawValue)" } ?? "a name"
        case .format(let format): "a text such as \(format.example)"
        default: "a text"
        }
    }

    private mutating func list(_ node: Node, _ element: FieldType) -> Value? {
        guard let items = items(node) else { return nil }
        var result: [Value] = []
        result.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            at(.index(index)) { decoder in
                if item.isNull {
                    decoder.fieldError(item.mark, "an entry of the list is empty", hint: "remove it, or write a value")
                } else if let value = decoder.value(item, element) {
                    result.append(value)
                }
            }
        }
        return .list(result)
    }

    mutating func items(_ node: Node) -> [Node]? {
        if case .sequence(let items) = node.content { return items }
        var hint = ""
        if case .scalar(let text, _) = node.content, text.count <= 40, !text.contains("\n") {
            hint = "write a list: [\(text)]"
        }
        fieldError(node.mark, "expected a list, found \(node.found)", hint: hint)
        return nil
    }

    private mutating func map(_ node: Node, _ element: FieldType, _ rule: FieldType.KeyRule) -> Value? {
        if case .sequence(let items) = node.content { return pairList(items, element, rule) }
        guard case .mapping(let entries) = node.content else {
            fieldError(node.mark, "expected a map, found \(node.found)", hint: "for example {team: web}")
            return nil
        }
        var fields: [FieldMap.Field] = []
        for entry in entries {
            guard checkKey(entry, rule) else { continue }
            at(.key(entry.key)) { decoder in
                if entry.value.isNull {
                    decoder.fieldError(entry.keyMark, "the value is missing", hint: "write \"\" for an empty text")
                } else if let value = decoder.value(entry.value, element) {
                    fields.append(FieldMap.Field(key: entry.key, value: value))
                }
            }
        }
        return .map(FieldMap(fields))
    }

    /// The map that a list of `NAME=value` stands for; a name alone has an empty value.
    private mutating func pairList(_ items: [Node], _ element: FieldType, _ rule: FieldType.KeyRule) -> Value? {
        var fields = FieldMap()
        var places: [String: Mark] = [:]
        for (index, item) in items.enumerated() {
            at(.index(index)) { decoder in
                guard let text = decoder.text(item, expected: "NAME=value") else { return }
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard !parts[0].contains("${{") else {
                    return decoder.fieldError(
                        item.mark, "'\(text)' is not NAME=value", hint: "with variables in the name write it as a map")
                }
                let value = Node(.scalar(parts.count > 1 ? parts[1] : "", isPlain: false), at: item.mark)
                let entry = Node.Entry(key: parts[0], keyMark: item.mark, value: value)
                guard decoder.checkKey(entry, rule), let value = decoder.value(value, element) else { return }
                if let first = places[parts[0]] {
                    return decoder.fieldError(item.mark, "'\(parts[0])' is given twice", hint: Self.repeatHint(first))
                }
                places[parts[0]] = item.mark
                fields[parts[0]] = value
            }
        }
        return .map(fields)
    }

    private mutating func checkKey(_ entry: Node.Entry, _ rule: FieldType.KeyRule) -> Bool {
        if entry.key.hasPrefix("knot.") {
            fieldError(
                entry.keyMark, "'\(entry.key)': names that begin with 'knot.' are knot's own",
                hint: "choose another name")
            return false
        }
        let bytes = entry.key.utf8
        switch rule {
        case .label:
            let isFit = bytes.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "._-/".utf8.contains(byte)
            }
            if isFit, (1...253).contains(bytes.count) { return true }
            fieldError(
                entry.keyMark, "'\(entry.key)' is not the name of a label",
                hint: "use letters, digits, '.', '_', '-' and '/'")
            return false
        case .engineLabel:
            if Self.mayHoldExpression(entry.key) { checkExpressions(entry.key, at: entry.keyMark) }
            if !bytes.isEmpty { return true }
            fieldError(entry.keyMark, "a label needs a name")
            return false
        }
    }
}
