import KnotModel
import KnotYAML

/// The types that may be written in several ways and are kept in one.
extension ManifestDecoder {
    mutating func words(_ node: Node) -> Value? {
        switch node.content {
        case .scalar(let text, _):
            if Self.mayHoldExpression(text) { checkExpressions(text, at: node.mark) }
            do { return .list(try ShellWords.split(text).map(Value.string)) } catch {
                fieldError(node.mark, error.message, hint: error.example.map { "for example \($0)" } ?? "")
                return nil
            }
        case .sequence: return value(node, .list(.text))
        case .mapping:
            fieldError(
                node.mark, "expected a list of words or one text, found a map", hint: "for example [sleep, infinity]")
            return nil
        }
    }

    mutating func healthTest(_ node: Node) -> Value? {
        if case .scalar(let text, _) = node.content {
            if Self.mayHoldExpression(text) { checkExpressions(text, at: node.mark) }
            return text == "NONE" ? ["NONE"] : ["CMD-SHELL", .string(text)]
        }
        guard let value = value(node, .list(.text)), let first = value.list?.first?.string else {
            if case .sequence(let items) = node.content, items.isEmpty {
                fieldError(node.mark, "the check is empty", hint: "for example [CMD, curl, -f, http://localhost/]")
            }
            return nil
        }
        if ["NONE", "CMD", "CMD-SHELL"].contains(first) { return value }
        fieldError(
            node.mark, "a list begins with CMD, CMD-SHELL or NONE, not '\(first)'", hint: "write [CMD, \(first), …]")
        return nil
    }

    mutating func environment(_ node: Node) -> Value? {
        if case .mapping(let entries) = node.content {
            var result: [String] = []
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                at(.key(entry.key)) { decoder in
                    guard decoder.checkVariableName(entry.key, at: entry.keyMark) else { return }
                    if entry.value.isNull {
                        decoder.fieldError(entry.keyMark, "the value is missing", hint: "write \"\" for an empty text")
                    } else if case .string(let text)? = decoder.value(entry.value, .text) {
                        result.append("\(entry.key)=\(text)")
                    }
                }
            }
            return .list(result.map(Value.string))
        }
        guard let value = value(node, .list(.text)), case .sequence(let items) = node.content else { return nil }
        var seen: [Substring: Mark] = [:]
        for (index, item) in items.enumerated() {
            guard case .scalar(let text, _) = item.content else { continue }
            at(.index(index)) { decoder in
                guard let equals = text.firstIndex(of: "=") else {
                    if !Self.mayHoldExpression(text) {
                        decoder.fieldError(item.mark, "'\(text)' is not NAME=value", hint: "for example EDITOR=vim")
                    }
                    return
                }
                let name = text[..<equals]
                guard decoder.checkVariableName(String(name), at: item.mark), !Self.mayHoldExpression(String(name))
                else { return }
                if let first = seen[name] {
                    decoder.fieldError(item.mark, "'\(name)' is given twice", hint: Self.repeatHint(first))
                } else {
                    seen[name] = item.mark
                }
            }
        }
        return value
    }

    private mutating func checkVariableName(_ name: String, at mark: Mark) -> Bool {
        if Self.mayHoldExpression(name) {
            checkExpressions(name, at: mark)
            return true
        }
        if !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "=" }) { return true }
        fieldError(mark, "'\(name)' is not the name of an environment variable", hint: "for example EDITOR=vim")
        return false
    }

    mutating func entries(_ node: Node, _ schema: ObjectSchema, valueField: String) -> Value? {
        var items: [Node] = []
        switch node.content {
        case .sequence(let nodes): items = nodes
        case .mapping(let entries):
            // `branch: the branch` stands for `{name: branch, description: the branch}`.
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                let name = Node.Entry(
                    key: "name", keyMark: entry.keyMark,
                    value: Node(.scalar(entry.key, isPlain: false), at: entry.keyMark))
                let value = Node.Entry(key: valueField, keyMark: entry.value.mark, value: entry.value)
                items.append(Node(.mapping([name, value]), at: entry.keyMark))
            }
        case .scalar:
            _ = self.items(node)
            return nil
        }
        var result: [Value] = []
        var names: [String: Mark] = [:]
        for (index, item) in items.enumerated() {
            at(.index(index)) { decoder in
                var item = item
                if case .scalar = item.content, !item.isNull {
                    item = Node(.mapping([Node.Entry(key: "name", keyMark: item.mark, value: item)]), at: item.mark)
                }
                guard let value = decoder.value(item, .object(schema)) else { return }
                if let name = value.map?["name"]?.string {
                    if let first = names[name] {
                        decoder.fieldError(item.mark, "'\(name)' is given twice", hint: Self.repeatHint(first))
                    } else {
                        names[name] = item.mark
                    }
                }
                result.append(value)
            }
        }
        return .list(result)
    }

    private static let pair = ObjectSchema(
        "custom field",
        [
            FieldSchema("name", .text, "The field's name.", required: true, example: "branch"),
            FieldSchema("value", .text, "Its value.", example: "main"),
        ])

    mutating func pairs(_ node: Node) -> Value? {
        if case .mapping(let entries) = node.content {
            var fields: [FieldMap.Field] = []
            for entry in entries {
                at(.key(entry.key)) { decoder in
                    guard !entry.key.isEmpty else { return decoder.fieldError(entry.keyMark, "a field needs a name") }
                    if entry.value.isNull {
                        decoder.fieldError(entry.keyMark, "the value is missing", hint: "write \"\" for an empty text")
                    } else if let value = decoder.value(entry.value, .text) {
                        fields.append(FieldMap.Field(key: entry.key, value: value))
                    }
                }
            }
            return .map(FieldMap(fields))
        }
        guard let items = items(node) else { return nil }
        var fields = FieldMap()
        var places: [String: Mark] = [:]
        for (index, item) in items.enumerated() {
            at(.index(index)) { decoder in
                guard let pair = decoder.value(item, .object(Self.pair))?.map, let name = pair["name"]?.string else {
                    return
                }
                if name.isEmpty { return decoder.fieldError(item.mark, "a field needs a name") }
                if let first = places[name] {
                    return decoder.fieldError(item.mark, "'\(name)' is given twice", hint: Self.repeatHint(first))
                }
                places[name] = item.mark
                fields[name] = pair["value"] ?? ""
            }
        }
        return .map(fields)
    }

    mutating func paths(_ node: Node) -> Value? {
        let value = pathList(node)
        let relative = (value?.list ?? []).compactMap(\.string).first {
            $0 == "." || $0.hasPrefix("./") || $0.hasPrefix("..")
        }
        if let relative {
            warning(
                node.mark,
                "\(pathText): '\(relative)' is below the directory that the node's server happened to be started in",
                hint: "write an absolute path of the node, for example /srv/spaces/${{ .space.name }}")
        }
        return value
    }

    private mutating func pathList(_ node: Node) -> Value? {
        switch node.content {
        case .scalar:
            guard case .string(let text)? = value(node, .text) else { return nil }
            return text.isEmpty ? nil : [.string(text)]
        case .sequence: return value(node, .list(.text))
        case .mapping(let entries): return .list(entries.map { .string($0.key) })
        }
    }
}
