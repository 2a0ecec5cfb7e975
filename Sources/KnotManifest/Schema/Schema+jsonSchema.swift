import KnotModel

extension Schema {
    /// The JSON Schema (draft 2020-12) of all manifests, for editors. The text is the same every time.
    package static func jsonSchema() -> String {
        let definitions = FieldMap(kinds.map { FieldMap.Field(key: $0.kind.title, value: definition($0)) })
        let schema: Value = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "knot manifest",
            "description": "A resource of knot: a template, space, zone, volume or variable.",
            "oneOf": .list(kinds.map { ["$ref": .string("#/$defs/\($0.kind.title)")] }),
            "$defs": .map(definitions),
        ]
        return json(schema, indent: "") + "\n"
    }

    private static func definition(_ kind: KindSchema) -> Value {
        var value = objectSchema(kind.object, isRendered: false)
        guard var fields = value.map, var properties = fields["properties"]?.map else { return value }
        for field in keyFields(of: kind.kind) { properties[field.name] = property(field) }
        properties["kind"] = ["const": .string(kind.kind.title), "description": .string(kindDocumentation)]
        for key in kind.object.ignored { properties[key] = ["description": "Read over: a server's own."] }
        if kind.kind == .template {
            properties["features"] = ["type": ["object", "null"], "description": "Flags, as an export nests them."]
        }
        fields["properties"] = .map(properties)
        fields["title"] = .string(kind.kind.title)
        fields["description"] = .string(kind.documentation)
        let required = (fields["required"]?.list ?? []).filter { $0 != "name" }
        // Without `kind` a file is still valid when its fields leave no doubt; an editor could not say why one fails.
        fields["required"] = .list(["kind", "name"] + required)
        value = .map(fields)
        return value
    }

    private static func objectSchema(_ object: ObjectSchema, isRendered: Bool) -> Value {
        var properties = FieldMap()
        for field in object.fields {
            properties[field.name] = property(field, isRendered: isRendered || field.isRendered)
            for alias in field.aliases {
                properties[alias] = ["description": .string("Another name of `\(field.name)`."), "deprecated": true]
            }
        }
        var schema: FieldMap = ["type": "object", "additionalProperties": false, "properties": .map(properties)]
        schema["patternProperties"] = [
            "^x-": ["description": "Read over: a place for anchors and for notes of other programs."]
        ]
        let required = object.fields.filter { $0.isRequired && $0.aliases.isEmpty }.map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        return .map(schema)
    }

    private static func property(_ field: FieldSchema, isRendered: Bool = false) -> Value {
        guard var schema = type(field.type, isRendered: isRendered).map else { return [:] }
        schema["description"] = .string(field.documentation + (field.note.map { " Note: \($0)." } ?? ""))
        if let value = field.defaultValue { schema["default"] = value }
        return .map(schema)
    }

    private static func type(_ type: FieldType, isRendered: Bool) -> Value {
        switch type {
        case .text: return ["type": ["string", "number", "boolean"]]
        case .name: return ["type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"]
        case .word(let words): return orExpression(["enum": .list(words.map(Value.string))], isRendered)
        case .bool: return orExpression(["type": "boolean"], isRendered)
        case .int(let range):
            var schema: FieldMap = ["type": "integer", "minimum": .int(range.lowerBound)]
            if range.upperBound < 1 << 53 { schema["maximum"] = .int(range.upperBound) }
            return orExpression(.map(schema), isRendered)
        case .format(let format):
            let pattern = isRendered ? "\(format.pattern)|\\$\\{\\{" : format.pattern
            var schema: FieldMap = [
                "type": format.takesNumbers ? ["string", "number"] : "string", "pattern": .string(pattern),
                "examples": [.string(format.example)],
            ]
            schema["minimum"] = format.minimum
            return .map(schema)
        case .list(let element): return list(self.type(element, isRendered: isRendered))
        case .map(let element, _):
            let map: Value = [
                "type": "object", "additionalProperties": self.type(element, isRendered: isRendered),
                "propertyNames": ["not": ["pattern": "^knot\\."]],
            ]
            return ["anyOf": [map, list(["type": "string"])]]
        case .object(let object): return objectSchema(object, isRendered: isRendered)
        case .words, .healthTest: return ["anyOf": [["type": "string"], list(self.type(.text, isRendered: false))]]
        case .environment:
            return ["anyOf": [list(["type": "string", "pattern": "=|\\$\\{\\{"]), mapOfText]]
        case .entries(let object, _):
            let item: Value = ["anyOf": [["type": "string"], objectSchema(object, isRendered: isRendered)]]
            return ["anyOf": [list(item), ["type": "object"]]]
        case .pairs:
            let pair: Value = [
                "type": "object", "required": ["name"],
                "properties": ["name": ["type": "string"], "value": mapOfText.map?["additionalProperties"] ?? true],
            ]
            return ["anyOf": [mapOfText, list(pair)]]
        case .limits:
            let pair: Value = [
                "type": "object", "required": ["soft", "hard"],
                "properties": ["soft": ["type": "integer"], "hard": ["type": "integer"]],
            ]
            return [
                "type": "object", "additionalProperties": ["anyOf": [["type": "integer"], ["type": "string"], pair]],
            ]
        case .volumes(let object):
            let volume: Value = ["anyOf": [["type": "null"], objectSchema(object, isRendered: isRendered)]]
            return [
                "anyOf": [
                    ["type": ["object", "null"], "additionalProperties": volume], list(["type": ["string", "object"]]),
                    ["type": "string"],
                ]
            ]
        case .paths: return ["anyOf": [["type": "string"], list(["type": "string"]), ["type": "object"]]]
        }
    }

    private static let mapOfText: Value = [
        "type": "object", "additionalProperties": ["type": ["string", "number", "boolean"]],
    ]

    private static func list(_ items: Value) -> Value { ["type": "array", "items": items] }

    private static func orExpression(_ schema: Value, _ isRendered: Bool) -> Value {
        guard isRendered else { return schema }
        return ["anyOf": [schema, ["type": "string", "pattern": "\\$\\{\\{"]]]
    }

    /// JSON with keys in order and two spaces for each level.
    static func json(_ value: Value, indent: String) -> String {
        let inner = indent + "  "
        switch value {
        case .list(let items):
            guard !items.isEmpty else { return "[]" }
            let isShort = items.allSatisfy { $0.list == nil && $0.map == nil }
            let texts = items.map { json($0, indent: inner) }
            if isShort { return "[" + texts.joined(separator: ", ") + "]" }
            return "[\n" + texts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)]"
        case .map(let fields):
            guard !fields.isEmpty else { return "{}" }
            let texts = fields.map { "\(inner)\(quoted($0.key)): \(json($0.value, indent: inner))" }
            return "{\n" + texts.joined(separator: ",\n") + "\n\(indent)}"
        case .string(let text): return quoted(text)
        case .null: return "null"
        default: return value.scalarText ?? "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
