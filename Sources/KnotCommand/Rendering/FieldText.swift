import KnotModel

/// Values as people read them.
package enum FieldText {
    /// For a table: a scalar as written, a list with commas, a map in one line, nothing for what is absent.
    package static func short(_ value: Value?) -> String {
        switch value {
        case nil: ""
        case .list(let items)?: items.map { short($0) }.joined(separator: ",")
        case let value?: value.scalarText ?? value.description
        }
    }

    /// For a difference: texts in quotes, everything else in one line like JSON.
    package static func quoted(_ value: Value) -> String {
        switch value {
        case .string(let text): "\"\(escaped(text))\""
        case .list(let items): "[" + items.map { quoted($0) }.joined(separator: ", ") + "]"
        case .map(let fields): "{" + fields.map { "\($0.key): \(quoted($0.value))" }.joined(separator: ", ") + "}"
        default: value.description
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
