import KnotModel

extension Parser {
    /// The expression that all of `tokens` make; `offset` is where to point when there are none.
    func expression(_ tokens: ArraySlice<Token>, after offset: Int) throws(ExpressionError) -> Expression {
        var rest = tokens
        let result = try pipeline(&rest, after: offset, depth: 0)
        if let extra = rest.first {
            throw ExpressionError(
                "`)` closes nothing", hint: "remove it, or add `(` before", offset: extra.offset)
        }
        return result
    }

    /// `command | command`, up to the end or a `)`: each command gets what precedes it as its last argument.
    private func pipeline(
        _ tokens: inout ArraySlice<Token>, after offset: Int, depth: Int
    ) throws(ExpressionError) -> Expression {
        guard depth <= Self.depth else {
            throw ExpressionError("more than \(Self.depth) parentheses stand inside one another", offset: offset)
        }
        var result = try command(&tokens, piped: nil, after: offset, depth: depth)
        while let pipe = tokens.first, pipe.content == .pipe {
            tokens.removeFirst()
            result = try command(&tokens, piped: result, after: pipe.offset, depth: depth)
        }
        return result
    }

    private func command(
        _ tokens: inout ArraySlice<Token>, piped: Expression?, after offset: Int, depth: Int
    ) throws(ExpressionError) -> Expression {
        guard let first = tokens.first, first.content != .pipe, first.content != .close else {
            throw ExpressionError(
                "an expression is missing here", hint: "write a path such as `.space.name`, or a function",
                offset: tokens.first?.offset ?? offset)
        }
        if let function = try function(first) {
            tokens.removeFirst()
            var arguments: [Expression] = []
            while let next = tokens.first, next.content != .pipe, next.content != .close {
                arguments.append(try operand(&tokens, next, depth: depth))
            }
            if let piped { arguments.append(piped) }
            return try call(function, arguments, first.offset)
        }
        let result = try operand(&tokens, first, depth: depth)
        if piped != nil {
            throw ExpressionError(
                "only a function can follow `|`", hint: "known are \(Function.names.joined(separator: ", "))",
                offset: first.offset)
        }
        if let next = tokens.first, next.content != .pipe, next.content != .close {
            throw ExpressionError(
                "only a function takes arguments", hint: "join values with `print`, or write two `${{ … }}`",
                offset: next.offset)
        }
        return result
    }

    private func operand(
        _ tokens: inout ArraySlice<Token>, _ first: Token, depth: Int
    ) throws(ExpressionError) -> Expression {
        tokens.removeFirst()
        switch first.content {
        case .text(let text): return .literal(.string(text))
        case .int(let value): return .literal(.int(value))
        case .double(let value): return .literal(.double(value))
        case .word("true"): return .literal(.bool(true))
        case .word("false"): return .literal(.bool(false))
        case .word("nil"): return .literal(.null)
        case .word:
            guard let function = try function(first) else { return .literal(.null) }
            return try call(function, [], first.offset)
        case .field(let name):
            return .field([name] + steps(&tokens), offset: first.offset)
        case .scope:
            let path = steps(&tokens)
            guard !path.isEmpty else {
                throw ExpressionError(
                    "variables are not supported", hint: "write the value out, or a path such as `.space.name`",
                    offset: first.offset)
            }
            return .field(path, offset: first.offset)
        case .open:
            let inner = try pipeline(&tokens, after: first.offset, depth: depth + 1)
            guard let close = tokens.first, close.content == .close else {
                throw ExpressionError("`(` is not closed", hint: "add `)`", offset: first.offset)
            }
            tokens.removeFirst()
            let path = steps(&tokens)
            return path.isEmpty ? inner : .member(inner, path, offset: first.offset)
        case .pipe, .close:
            throw ExpressionError("an expression is missing here", offset: first.offset)
        }
    }

    /// The `.name`s that follow without a space between.
    private func steps(_ tokens: inout ArraySlice<Token>) -> [String] {
        var path: [String] = []
        while let next = tokens.first, !next.isApart, case .field(let name) = next.content {
            path.append(name)
            tokens.removeFirst()
        }
        return path
    }

    private func function(_ token: Token) throws(ExpressionError) -> Function? {
        guard case .word(let word) = token.content, !["true", "false", "nil"].contains(word) else { return nil }
        if let function = Function(rawValue: word) { return function }
        let near = Suggestion.nearest(to: word, among: Function.names)
        throw ExpressionError(
            "there is no function `\(word)`",
            hint: near.map { "did you mean `\($0)`?" }
                ?? "a field starts with a dot, as in `.\(word)`; functions are \(Function.names.joined(separator: ", "))",
            offset: token.offset)
    }

    private func call(
        _ function: Function, _ arguments: [Expression], _ offset: Int
    ) throws(ExpressionError) -> Expression {
        let (least, most) = function.arity
        if arguments.count < least || arguments.count > most ?? .max {
            let wanted = least == most ? "\(least)" : "at least \(least)"
            throw ExpressionError(
                "`\(function.rawValue)` takes \(wanted) argument\(least == 1 ? "" : "s") and has \(arguments.count) here",
                offset: offset)
        }
        if function == .map, arguments.count % 2 != 0 {
            throw ExpressionError(
                "`map` takes pairs of a key and a value", hint: "write `map \"key\" .value …`", offset: offset)
        }
        return .call(function, arguments, offset: offset)
    }
}
