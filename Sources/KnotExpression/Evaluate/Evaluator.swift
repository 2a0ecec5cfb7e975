import KnotModel

/// Renders pieces with the values of one scope.
struct Evaluator {
    /// The most bytes that one value, or the whole text, may grow to.
    static let longest = 4 << 20
    /// The most bytes that all functions of one text together may make.
    static let most = 16 << 20

    let scope: FieldMap
    private(set) var output = ""
    /// Bytes that functions have made so far.
    private var made = 0

    init(scope: FieldMap) { self.scope = scope }

    mutating func render(_ pieces: [Piece]) throws(ExpressionError) {
        for piece in pieces {
            switch piece {
            case .text(let text): output += text
            case .output(let expression, let offset):
                output += try text(value(expression, mayBeMissing: false), of: expression, offset)
                try checkLength(output, offset)
            case .choice(let branches, let otherwise):
                var chosen = otherwise
                for branch in branches where try value(branch.condition, mayBeMissing: true).isTrue {
                    chosen = branch.pieces
                    break
                }
                try render(chosen)
            }
        }
    }

    /// The value of `expression`; with `mayBeMissing` the last step of a path may lead nowhere, which gives `null`.
    mutating func value(_ expression: Expression, mayBeMissing: Bool) throws(ExpressionError) -> Value {
        switch expression {
        case .literal(let value): return value
        case .field(let path, let offset):
            return try follow(path, from: .map(scope), name: "", mayBeMissing: mayBeMissing, offset)
        case .member(let inner, let path, let offset):
            let start = try value(inner, mayBeMissing: false)
            return try follow(path, from: start, name: "(…)", mayBeMissing: mayBeMissing, offset)
        case .call(let function, let arguments, let offset):
            let result = try call(function, arguments, mayBeMissing: mayBeMissing, offset)
            if case .string(let text) = result {
                made += text.utf8.count
                try checkLength(text, offset)
            }
            return result
        }
    }

    /// Walks `path`; `name` is how a message calls the start.
    private func follow(
        _ path: [String], from start: Value, name: String, mayBeMissing: Bool, _ offset: Int
    ) throws(ExpressionError) -> Value {
        var current = start
        var walked = name
        for (index, step) in path.enumerated() {
            guard case .map(let fields) = current else {
                throw ExpressionError(
                    "`\(walked)` is \(current.kindName) and has no `.\(step)`", hint: "leave `.\(step)` out",
                    offset: offset)
            }
            if let next = fields[step] {
                current = next
                walked += ".\(step)"
            } else if mayBeMissing, index == path.count - 1 {
                return .null
            } else {
                throw missing(step, in: fields, called: walked, "\(walked).\(step)", offset)
            }
        }
        return current
    }

    /// The error for a name that `fields` does not hold, with the nearest one that it does hold.
    func missing(
        _ key: String, in fields: FieldMap, called parent: String, _ path: String, _ offset: Int
    ) -> ExpressionError {
        let holder = parent.isEmpty ? "a value can come from" : "`\(parent)` holds"
        var hint = "\(holder) \(parent.isEmpty ? "nothing here" : "nothing")"
        if let near = Suggestion.nearest(to: key, among: fields.keys) {
            hint = "did you mean `\(parent).\(near)`?"
        } else if !fields.isEmpty {
            let names = fields.keys.prefix(12).map { parent.isEmpty ? ".\($0)" : $0 }.joined(separator: ", ")
            hint = "\(holder) \(names)\(fields.count > 12 ? ", …" : "")"
        }
        return ExpressionError("`\(path)` does not exist", hint: hint, offset: offset)
    }

    /// A value as text; lists, maps and nothing have none.
    func text(_ value: Value, of expression: Expression?, _ offset: Int) throws(ExpressionError) -> String {
        if let text = value.shownText { return text }
        let name = expression?.name ?? "the expression"
        switch value {
        case .null:
            throw ExpressionError(
                "\(name) has no value", hint: "give it one, or a default with `or`, as in `or .var.name \"text\"`",
                offset: expression?.offset ?? offset)
        default:
            throw ExpressionError(
                "\(name) is \(value.kindName), which is no text",
                hint: "show it with `json`, or take one part of it with `index`", offset: expression?.offset ?? offset)
        }
    }

    /// Refuses a text that has grown too long; called wherever one grows.
    func checkLength(_ text: String, _ offset: Int) throws(ExpressionError) {
        guard text.utf8.count > Self.longest || made > Self.most else { return }
        throw ExpressionError(
            "the result is longer than \(Self.longest) bytes", hint: "use fewer or shorter values", offset: offset)
    }
}

extension Expression {
    /// Where it starts, where that is known.
    fileprivate var offset: Int? {
        switch self {
        case .literal: nil
        case .field(_, let offset), .member(_, _, let offset), .call(_, _, let offset): offset
        }
    }

    /// How a message calls it.
    fileprivate var name: String {
        switch self {
        case .literal: "the expression"
        case .field(let path, _): "`.\(path.joined(separator: "."))`"
        case .member(_, let path, _): "`(…).\(path.joined(separator: "."))`"
        case .call(let function, _, _): "the result of `\(function.rawValue)`"
        }
    }
}
