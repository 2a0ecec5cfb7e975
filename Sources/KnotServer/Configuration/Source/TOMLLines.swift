/// Finds the line of every key of a TOML text that has already been parsed without an error.
///
/// The parser in use reports no positions. This scan knows sections, keys, strings and brackets, which is all that
/// messages need; keys inside inline tables have no line of their own.
enum TOMLLines {
    /// Dotted keys and sections to line numbers, from 1.
    static func scan(_ text: String) -> [String: Int] {
        var lines: [String: Int] = [:]
        var section = ""
        var value = ValueScanner()
        var number = 0
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if value.isOpen {
                value.read(raw)
                continue
            }
            let line = raw.drop(while: \.isWhitespace)
            if line.hasPrefix("[") {
                section = keyPath(line.drop { $0 == "[" || $0.isWhitespace }, until: "]").path
                lines[section] = lines[section] ?? number
            } else if !line.isEmpty, !line.hasPrefix("#") {
                let (path, rest) = keyPath(line, until: "=")
                let full = section.isEmpty ? path : "\(section).\(path)"
                lines[full] = lines[full] ?? number
                value.read(rest)
            }
        }
        return lines
    }

    /// Reads `a."b".c` up to `end`, and gives what follows it.
    private static func keyPath(_ text: Substring, until end: Character) -> (path: String, rest: Substring) {
        var path = ""
        var quote: Character?
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if let open = quote {
                if character == open { quote = nil } else { path.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == end {
                break
            } else if !character.isWhitespace {
                path.append(character)
            }
        }
        return (path, text[index...])
    }

    /// Tells whether a value goes on in the next line.
    private struct ValueScanner {
        private var depth = 0
        private var longQuote: String?

        var isOpen: Bool { depth > 0 || longQuote != nil }

        mutating func read(_ line: Substring) {
            var rest = line
            var quote: Character?
            while let character = rest.first {
                if let open = longQuote {
                    if rest.hasPrefix(open) {
                        longQuote = nil
                        rest = rest.dropFirst(3)
                    } else {
                        rest = rest.dropFirst(character == "\\" && open == "\"\"\"" ? 2 : 1)
                    }
                    continue
                }
                if let open = quote {
                    if character == open { quote = nil }
                    rest = rest.dropFirst(character == "\\" && open == "\"" ? 2 : 1)
                    continue
                }
                if rest.hasPrefix("\"\"\"") || rest.hasPrefix("'''") {
                    longQuote = String(rest.prefix(3))
                    rest = rest.dropFirst(3)
                    continue
                }
                switch character {
                case "#": return
                case "\"", "'": quote = character
                case "[", "{": depth += 1
                case "]", "}": depth -= 1
                default: break
                }
                rest = rest.dropFirst()
            }
        }
    }
}
