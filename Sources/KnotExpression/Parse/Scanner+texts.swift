extension Scanner {
    /// The rest of a text in double quotes, with Go's escapes.
    mutating func quoted(_ start: Int) throws(ExpressionError) -> String {
        var result = String.UnicodeScalarView()
        while let next = advance() {
            switch next {
            case "\"": return String(result)
            case "\n": throw open(start)
            case "\\": result.append(try escaped())
            default: result.append(next)
            }
        }
        throw open(start)
    }

    /// The rest of a text between back quotes, which knows no escapes.
    mutating func raw(_ start: Int) throws(ExpressionError) -> String {
        var result = String.UnicodeScalarView()
        while let next = advance() {
            if next == "`" { return String(result) }
            result.append(next)
        }
        throw open(start)
    }

    private func open(_ start: Int) -> ExpressionError {
        ExpressionError("the quote that opens here is not closed", hint: "close it in the same line", offset: start)
    }

    private mutating func escaped() throws(ExpressionError) -> Unicode.Scalar {
        let letter = advance()
        switch letter {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "a": return "\u{7}"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "\\": return "\\"
        case "\"": return "\""
        case "x": return try code(digits: 2)
        case "u": return try code(digits: 4)
        case "U": return try code(digits: 8)
        default:
            throw ExpressionError(
                "this escape is not known", hint: "known are \\n \\t \\r \\\\ \\\" \\xHH \\uHHHH \\UHHHHHHHH",
                offset: offset - (letter == nil ? 1 : 2))
        }
    }

    private mutating func code(digits: Int) throws(ExpressionError) -> Unicode.Scalar {
        let start = offset - 2
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = advance(), let number = Character(digit).hexDigitValue, digit.isASCII else {
                throw ExpressionError("the escape needs \(digits) hexadecimal digits", offset: start)
            }
            value = value << 4 | UInt32(number)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw ExpressionError("the escape names no character", offset: start)
        }
        return scalar
    }
}
