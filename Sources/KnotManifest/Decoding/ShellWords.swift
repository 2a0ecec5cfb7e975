import KnotModel

/// Splits a command line as a POSIX shell splits words (XCU 2.2), without expanding anything.
///
/// `'…'` keeps everything, `"…"` keeps everything but `\` before `$`, `` ` ``, `"`, `\` and a line's end; outside of
/// quotes `\` keeps the next character. `${{ … }}` is never split, wherever it stands.
package enum ShellWords {
    package static func split(_ text: String) throws(FormatError) -> [String] {
        var words: [String] = []
        var word = ""
        var isInWord = false
        var quote: Character?
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("${{"), let end = rest.firstRange(of: "}}") {
                word += rest[..<end.upperBound]
                isInWord = true
                rest = rest[end.upperBound...]
                continue
            }
            rest = rest.dropFirst()
            switch (character, quote) {
            case ("'", "'"?), ("\"", "\""?): quote = nil
            case ("'", nil), ("\"", nil):
                quote = character
                isInWord = true
            case ("\\", nil), ("\\", "\""?):
                guard let next = rest.first else {
                    throw FormatError("the command ends in a '\\' with nothing after it", example: "write '\\\\'")
                }
                rest = rest.dropFirst()
                if next == "\n" { break }
                if quote != nil, !"$`\"\\".contains(next) { word.append("\\") }
                word.append(next)
                isInWord = true
            case (" ", nil), ("\t", nil), ("\n", nil), ("\r\n", nil), ("\r", nil):
                if isInWord { words.append(word) }
                word = ""
                isInWord = false
            default:
                word.append(character)
                isInWord = true
            }
        }
        if let quote { throw FormatError("the quote \(quote) is never closed", example: "sh -c 'echo hello'") }
        if isInWord { words.append(word) }
        return words
    }
}
