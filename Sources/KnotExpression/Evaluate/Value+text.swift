import KnotModel

extension Value {
    /// How a message calls a value of this type.
    var kindName: String {
        switch self {
        case .null: "nothing"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string: "a text"
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// Go's notion of truth: not false, zero, empty or missing.
    var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let items): !items.isEmpty
        case .map(let fields): !fields.isEmpty
        }
    }

    /// The text of a text, a number or a truth value; `nil` for the rest.
    var shownText: String? {
        switch self {
        case .null, .list, .map: nil
        // As Go writes it: a whole number has no point.
        case .double(let value): Int64(exactly: value).map { String($0) } ?? String(value)
        default: scalarText
        }
    }

    /// Adds the value as one line of JSON (RFC 8259) with the keys in order, and stops where `text` passes `limit` bytes.
    func appendJSON(to text: inout String, limit: Int) {
        guard text.utf8.count <= limit else { return }
        switch self {
        case .null: text += "null"
        case .double(let value) where !value.isFinite: text += "null"
        case .bool, .int, .double: text += shownText ?? "null"
        case .string(let string): text += string.escaped(for: .json)
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.appendJSON(to: &text, limit: limit)
            }
            text += "]"
        case .map(let fields):
            text += "{"
            for (index, field) in fields.enumerated() {
                text += (index > 0 ? "," : "") + field.key.escaped(for: .json) + ":"
                field.value.appendJSON(to: &text, limit: limit)
            }
            text += "}"
        }
    }
}

extension String {
    enum Escaping { case json, go }

    /// The text between double quotes, with what must be escaped there.
    func escaped(for escaping: Escaping) -> String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                let isShort = escaping == .go && scalar.value < 0x80
                result += isShort ? "\\x" : "\\u"
                result += String(repeating: "0", count: (isShort ? 2 : 4) - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
