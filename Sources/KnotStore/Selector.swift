import KnotModel

/// A label selector: comma-separated requirements, all of which must hold.
///
/// `a=b`, `a==b`, `a!=b` (also true without `a`), `a` (present), `!a` (absent), `a in (x,y)`, `a notin (x,y)`.
package struct Selector: Sendable, Hashable {
    private enum Requirement: Sendable, Hashable {
        case one(of: [String], label: String)
        case none(of: [String], label: String)
        case present(String)
        case absent(String)
    }

    private var requirements: [Requirement] = []

    package init(parsing text: String) throws(FormatError) {
        for part in Self.split(text) {
            requirements.append(try Self.requirement(part))
        }
    }

    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .one(let values, let label): labels[label].map(values.contains) ?? false
            case .none(let values, let label): labels[label].map { !values.contains($0) } ?? true
            case .present(let label): labels[label] != nil
            case .absent(let label): labels[label] == nil
            }
        }
    }

    /// Splits at commas outside parentheses.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map(trim).filter { !$0.isEmpty }
    }

    private static func requirement(_ part: String) throws(FormatError) -> Requirement {
        let error = FormatError("'\(part)' is not a label selector", example: "app=web,tier!=test")
        if part.hasSuffix(")"), let open = part.firstIndex(of: "(") {
            let words = part[..<open].split(separator: " ").map(String.init)
            let values = part[part.index(after: open)...].dropLast().split(separator: ",").map { trim(String($0)) }
            guard words.count == 2, !values.isEmpty else { throw error }
            switch words[1] {
            case "in": return .one(of: values, label: words[0])
            case "notin": return .none(of: values, label: words[0])
            default: throw error
            }
        }
        for (sign, negative) in [("!=", true), ("==", false), ("=", false)] {
            guard let range = part.ranges(of: sign).first else { continue }
            let label = trim(String(part[..<range.lowerBound]))
            let value = trim(String(part[range.upperBound...]))
            guard !label.isEmpty, !label.contains(" "), !value.contains("=") else { throw error }
            return negative ? .none(of: [value], label: label) : .one(of: [value], label: label)
        }
        let label = trim(part.hasPrefix("!") ? String(part.dropFirst()) : part)
        guard !label.isEmpty, !label.contains(where: { " ()!".contains($0) }) else { throw error }
        return part.hasPrefix("!") ? .absent(label) : .present(label)
    }

    private static func trim(_ text: String) -> String {
        var rest = text[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return String(rest)
    }
}
