import KnotModel

/// Makes pieces of the segments that the scanner found.
struct Parser {
    /// How many parentheses, or `if`s, may stand inside one another.
    static let depth = 32

    private let segments: [Scanner.Segment]
    private var next = 0

    init(_ text: String) throws(ExpressionError) {
        var scanner = Scanner(text)
        segments = try scanner.run()
    }

    mutating func parse() throws(ExpressionError) -> [Piece] {
        let (pieces, end) = try pieces(depth: 0)
        if let end {
            throw ExpressionError(
                "`\(end.word)` without an `if`", hint: "remove it, or add `${{ if … }}` before it", offset: end.offset)
        }
        return pieces
    }

    /// The word that ended a run of pieces: `else` or `end`.
    private struct Stop {
        var word: String
        var offset: Int
        /// What follows the word.
        var rest: ArraySlice<Token>
    }

    private mutating func pieces(depth: Int) throws(ExpressionError) -> ([Piece], Stop?) {
        var result: [Piece] = []
        while next < segments.count {
            let segment = segments[next]
            next += 1
            switch segment {
            case .text(let text): result.append(.text(text))
            case .action(let tokens, let offset):
                guard let first = tokens.first, case .word(let word) = first.content else {
                    result.append(.output(try expression(tokens[...], after: offset), offset: offset))
                    continue
                }
                switch word {
                case "if": result.append(try choice(tokens.dropFirst(), offset, depth: depth + 1))
                case "else", "end": return (result, Stop(word: word, offset: offset, rest: tokens.dropFirst()))
                case "range", "with", "define", "template", "block", "break", "continue":
                    throw ExpressionError(
                        "`\(word)` is not supported", hint: "only `if`, `else` and `end` are; write the text out",
                        offset: first.offset)
                default: result.append(.output(try expression(tokens[...], after: offset), offset: offset))
                }
            }
        }
        return (result, nil)
    }

    private mutating func choice(
        _ condition: ArraySlice<Token>, _ offset: Int, depth: Int
    ) throws(ExpressionError) -> Piece {
        guard depth <= Self.depth else {
            throw ExpressionError("more than \(Self.depth) `if`s stand inside one another", offset: offset)
        }
        var branches: [Branch] = []
        var condition = condition
        var place = offset
        while true {
            let test = try expression(condition, after: place)
            let (body, stop) = try pieces(depth: depth)
            branches.append(Branch(condition: test, pieces: body))
            guard let stop else { throw unclosed(offset) }
            if stop.word == "end" {
                try checkNothing(stop.rest, after: "end")
                return .choice(branches, otherwise: [])
            }
            if let first = stop.rest.first, first.content == .word("if") {
                condition = stop.rest.dropFirst()
                place = first.offset
                continue
            }
            try checkNothing(stop.rest, after: "else")
            let (otherwise, end) = try pieces(depth: depth)
            guard let end else { throw unclosed(offset) }
            guard end.word == "end" else {
                throw ExpressionError(
                    "a second `else` for the same `if`", hint: "only the last branch is a plain `else`",
                    offset: end.offset)
            }
            try checkNothing(end.rest, after: "end")
            return .choice(branches, otherwise: otherwise)
        }
    }

    private func unclosed(_ offset: Int) -> ExpressionError {
        ExpressionError("this `if` has no `end`", hint: "close it with `${{ end }}` in the same value", offset: offset)
    }

    private func checkNothing(_ tokens: ArraySlice<Token>, after word: String) throws(ExpressionError) {
        guard let first = tokens.first else { return }
        throw ExpressionError("nothing may follow `\(word)`", hint: "remove the rest", offset: first.offset)
    }
}
