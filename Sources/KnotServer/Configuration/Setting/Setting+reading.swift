import KnotModel

extension Setting {
    /// What the value must be, for messages.
    var expectation: String {
        switch form {
        case .string: "a string"
        case .int: "a whole number"
        case .bool: "true or false"
        case .double: "a number"
        case .list: "a list of strings"
        case .tables: "a list of tables"
        }
    }

    /// Reads a flag's or a variable's text. A list is separated by commas. `nil` when the text does not fit.
    func value(parsing text: String) -> Value? {
        switch form {
        case .string: return .string(text)
        case .int: return Int64(text).map(Value.int)
        case .double: return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
        case .bool:
            switch text.lowercased() {
            case "true", "1", "yes", "on": return .bool(true)
            case "false", "0", "no", "off": return .bool(false)
            default: return nil
            }
        case .list:
            let items = text.split(separator: ",").map { item in
                var item = item
                while item.first == " " { item.removeFirst() }
                while item.last == " " { item.removeLast() }
                return String(item)
            }
            return .list(items.filter { !$0.isEmpty }.map(Value.string))
        case .tables: return nil
        }
    }

    /// Takes a value of the file if it has the right form; a whole number may stand for a number.
    func value(accepting value: Value) -> Value? {
        switch (form, value) {
        case (.string, .string), (.int, .int), (.bool, .bool), (.double, .double): value
        case (.double, .int(let number)): .double(Double(number))
        case (.list, .list(let items)) where items.allSatisfy({ $0.string != nil }): value
        case (.tables, .list(let items)) where items.allSatisfy({ $0.map != nil }): value
        default: nil
        }
    }

    /// A message for a value of the wrong form. A secret's value is left out.
    func mismatch(_ found: String) -> String {
        "\(key) expects \(expectation), found \(isSecret ? "something else" : found)"
    }

    /// A message for a word that is no setting, with the nearest one that is.
    static func unknown(key: String) -> String {
        let candidates = all.map(\.key)
        let nearest =
            candidates.first { $0.hasSuffix("." + key) }
            ?? Suggestion.nearest(to: key, among: candidates)
        return "\(key) is not a known setting" + (nearest.map { "; did you mean \($0)?" } ?? "")
    }

    static func unknown(flag: String) -> String {
        let nearest = Suggestion.nearest(to: flag, among: all.map(\.flag).filter { !$0.isEmpty } + ["config", "help"])
        return "--\(flag) is not a known flag"
            + (nearest.map { "; did you mean --\($0)?" } ?? "; see 'knot server --help'")
    }
}
