/// Cuts a text into plain runs and the words between `${{` and `}}`.
struct Scanner {
    enum Segment: Hashable {
        case text(String)
        /// The words of one `${{ … }}`, which starts at `offset`.
        case action([Token], offset: Int)
    }

    private let text: [Unicode.Scalar]
    private var position = 0
    /// Whether the last action ended in ` -}}`.
    private var trimsNext = false

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    /// All segments, trimmed, without comments and empty runs.
    mutating func run() throws(ExpressionError) -> [Segment] {
        var segments: [Segment] = []
        while position < text.count {
            let start = position
            while position < text.count, text[position] != "$" || !matches("${{") { position += 1 }
            var run = text[start..<position]
            if trimsNext { run = run.drop { $0.isBlank } }
            trimsNext = false
            let offset = position
            if position < text.count {
                position += 3
                if at(0) == "-", at(1)?.isBlank == true {
                    position += 1
                    while let last = run.last, last.isBlank { run = run.dropLast() }
                }
            }
            if !run.isEmpty { segments.append(.text(string(run))) }
            guard offset < text.count else { break }
            if try !skipComment(offset) { segments.append(.action(try words(offset), offset: offset)) }
        }
        return segments
    }

    // MARK: Actions

    private mutating func skipComment(_ offset: Int) throws(ExpressionError) -> Bool {
        let start = position
        skipBlanks()
        guard matches("/*") else {
            position = start
            return false
        }
        position += 2
        while position < text.count, !matches("*/") { position += 1 }
        position += 2
        let isApart = skipBlanks()
        guard takeEnd(isApart: isApart) else {
            throw ExpressionError(
                "the comment is not closed", hint: "write `${{/* … */}}` with nothing else between the braces",
                offset: offset)
        }
        return true
    }

    private mutating func words(_ offset: Int) throws(ExpressionError) -> [Token] {
        var tokens: [Token] = []
        while true {
            let isApart = skipBlanks()
            if takeEnd(isApart: isApart) { return tokens }
            guard position < text.count else {
                throw ExpressionError(
                    "`${{` is not closed", hint: "close it with `}}`; a literal one is written `${{ \"${{\" }}`",
                    offset: offset)
            }
            let start = position
            let content = try word()
            tokens.append(Token(content: content, offset: start, isApart: isApart))
            try checkEnd(of: content, start)
        }
    }

    private mutating func word() throws(ExpressionError) -> Token.Content {
        let start = position
        let first = text[position]
        position += 1
        switch first {
        case "|": return .pipe
        case "(": return .open
        case ")": return .close
        case "\"": return .text(try quoted(start))
        case "`": return .text(try raw(start))
        case "$": return .scope
        case ".":
            if at(0)?.isDigit == true { return try number(start) }
            let name = name()
            guard !name.isEmpty else {
                throw ExpressionError(
                    "a field's name is missing after `.`", hint: "write a path such as `.space.name`", offset: start)
            }
            return .field(name)
        case _ where first.isDigit, "+" where at(0)?.isDigit == true || at(0) == ".",
            "-" where at(0)?.isDigit == true || at(0) == ".":
            return try number(start)
        case _ where first.isWordStart:
            position = start
            return .word(name())
        case "'":
            throw ExpressionError(
                "single quotes are not known here", hint: "write a text between double quotes", offset: start)
        default:
            throw ExpressionError(
                "`\(string(text[start...start]))` is not understood here",
                hint: "a path such as `.space.name`, a text in double quotes, or a function is expected", offset: start)
        }
    }

    /// What follows a word must not look like more of it: `.my-name` is not a path.
    private func checkEnd(of content: Token.Content, _ start: Int) throws(ExpressionError) {
        switch content {
        case .pipe, .open: return
        default: break
        }
        guard let next = at(0), !next.isBlank, !".|()".unicodeScalars.contains(next), !matches("}}") else { return }
        var hint = "put a space between two words"
        if content == .scope {
            hint = "variables are not supported; a path starts with a dot, as in `.space.name`"
        }
        if case .field(let name) = content {
            hint =
                "a name with `\(string([next]))` is reached by `index`, as in `index .var \"\(name)\(string([next]))…\"`"
        }
        throw ExpressionError(
            "`\(string([next]))` cannot follow `\(string(text[start..<position]))`", hint: hint, offset: position)
    }

    private mutating func name() -> String {
        let start = position
        while let next = at(0), next.isWordStart || next.isDigit { position += 1 }
        return string(text[start..<position])
    }

    private mutating func number(_ start: Int) throws(ExpressionError) -> Token.Content {
        while let next = at(0), next.isWordStart || next.isDigit || next == "." { position += 1 }
        if let last = at(-1), last == "e" || last == "E", let sign = at(0), sign == "-" || sign == "+",
            !text[start..<position].contains("x")
        {
            position += 1
            while let next = at(0), next.isDigit { position += 1 }
        }
        let word = string(text[start..<position])
        if word.utf8.count <= 64 {
            if let value = Int64(word) { return .int(value) }
            if word.hasPrefix("0x"), let value = Int64(word.dropFirst(2), radix: 16) { return .int(value) }
            let isDecimal = word.unicodeScalars.allSatisfy { $0.isDigit || "+-.eE".unicodeScalars.contains($0) }
            if isDecimal, let value = Double(word), value.isFinite { return .double(value) }
        }
        throw ExpressionError("`\(word.prefix(64))` is not a number", hint: "quote it if it is a text", offset: start)
    }

    // MARK: Characters

    var offset: Int { position }

    func at(_ distance: Int) -> Unicode.Scalar? {
        let index = position + distance
        return text.indices.contains(index) ? text[index] : nil
    }

    mutating func advance() -> Unicode.Scalar? {
        guard position < text.count else { return nil }
        position += 1
        return text[position - 1]
    }

    private func matches(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { bytes in
            position >= 0 && position + bytes.count <= text.count
                && bytes.indices.allSatisfy { text[position + $0].value == UInt32(bytes[$0]) }
        }
    }

    /// Whether there were any.
    @discardableResult private mutating func skipBlanks() -> Bool {
        let start = position
        while let next = at(0), next.isBlank { position += 1 }
        return position > start
    }

    /// Takes `}}`, or `-}}` after white space.
    private mutating func takeEnd(isApart: Bool) -> Bool {
        if isApart, matches("-}}") {
            position += 3
            trimsNext = true
            return true
        }
        guard matches("}}") else { return false }
        position += 2
        return true
    }

    private func string(_ run: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: run)
        return String(view)
    }
}

extension Unicode.Scalar {
    /// What Go's templates count as white space.
    var isBlank: Bool { self == " " || self == "\t" || self == "\r" || self == "\n" }
    var isDigit: Bool { self >= "0" && self <= "9" }
    /// What a name may start with; digits may follow.
    var isWordStart: Bool { self == "_" || properties.isAlphabetic }
}
