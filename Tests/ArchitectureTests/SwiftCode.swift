/// Swift source with its comments and the contents of its string literals blanked out, line by line.
///
/// It knows line and nested block comments, ordinary, raw and multi-line strings. Code inside an interpolation is
/// blanked with its string: a rule broken there is not seen.
struct SwiftCode {
    /// The code that is left; as many lines as the source has.
    let lines: [String]
    /// The comment text of each line; empty where there is none.
    let comments: [String]

    init(_ text: String) {
        var reader = Reader(characters: Array(text))
        reader.run()
        lines = reader.code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        comments = reader.comment.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private struct Reader {
        let characters: [Character]
        var position = 0
        var code = ""
        var comment = ""

        mutating func run() {
            while position < characters.count {
                if starts("//") {
                    while position < characters.count, !characters[position].isNewline { take(into: .comment) }
                } else if starts("/*") {
                    blockComment()
                } else if let pounds = openingQuote() {
                    string(pounds: pounds)
                } else {
                    take(into: .code)
                }
            }
        }

        enum Sink { case code, comment, nothing }

        /// Moves on by one character. A newline goes to both texts, so that lines stay lines.
        mutating func take(into sink: Sink) {
            let character = characters[position]
            position += 1
            if character.isNewline {
                code.append("\n")
                comment.append("\n")
                return
            }
            switch sink {
            case .code: code.append(character)
            case .comment: comment.append(character)
            case .nothing: break
            }
        }

        func starts(_ text: String, at offset: Int = 0) -> Bool {
            var index = position + offset
            for character in text {
                guard index < characters.count, characters[index] == character else { return false }
                index += 1
            }
            return true
        }

        /// The number of `#` before a quote that opens a string here; `nil` when none opens.
        func openingQuote() -> Int? {
            var pounds = 0
            while starts("#", at: pounds) { pounds += 1 }
            return starts("\"", at: pounds) ? pounds : nil
        }

        mutating func blockComment() {
            var depth = 0
            while position < characters.count {
                if starts("/*") {
                    depth += 1
                    take(into: .comment)
                } else if starts("*/") {
                    depth -= 1
                    take(into: .comment)
                    take(into: .comment)
                    if depth == 0 { return }
                    continue
                }
                take(into: .comment)
            }
        }

        mutating func string(pounds: Int) {
            let marks = String(repeating: "#", count: pounds)
            let multiline = starts("\"\"\"", at: pounds)
            let quote = multiline ? "\"\"\"" : "\""
            code.append("\"\"")
            for _ in 0..<(pounds + quote.count) { take(into: .nothing) }
            while position < characters.count {
                if starts(quote + marks) {
                    for _ in 0..<(pounds + quote.count) { take(into: .nothing) }
                    return
                }
                if starts("\\" + marks + "(") {
                    for _ in 0..<(pounds + 2) { take(into: .nothing) }
                    interpolation()
                } else if starts("\\" + marks) {
                    for _ in 0..<(pounds + 1) { take(into: .nothing) }
                    if position < characters.count { take(into: .nothing) }
                } else if !multiline, characters[position].isNewline {
                    return
                } else {
                    take(into: .nothing)
                }
            }
        }

        /// Skips to the parenthesis that closes an interpolation, past strings within it.
        mutating func interpolation() {
            var depth = 1
            while position < characters.count {
                if let pounds = openingQuote() {
                    let length = code.count
                    string(pounds: pounds)
                    code.removeLast(min(2, max(0, code.count - length)))
                    continue
                }
                if starts("(") { depth += 1 }
                if starts(")") { depth -= 1 }
                take(into: .nothing)
                if depth == 0 { return }
            }
        }
    }
}
