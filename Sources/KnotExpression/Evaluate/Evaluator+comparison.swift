import KnotModel

extension Evaluator {
    /// Whether two scalars are the same. Nothing equals only nothing; values of different types cannot be compared.
    func isEqual(
        _ a: Value, _ b: Value, _ function: Function, _ offset: Int
    ) throws(ExpressionError) -> Bool {
        switch (a, b) {
        case (.null, _), (_, .null): return a == b
        case (.bool(let a), .bool(let b)): return a == b
        case (.string(let a), .string(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.int(let a), .double(let b)), (.double(let b), .int(let a)): return Double(a) == b
        case (.double(let a), .double(let b)): return a == b
        default: throw mismatch(a, b, function, offset)
        }
    }

    func isLess(
        _ a: Value, _ b: Value, _ function: Function, _ offset: Int
    ) throws(ExpressionError) -> Bool {
        switch (a, b) {
        case (.string(let a), .string(let b)): return a < b
        case (.int(let a), .int(let b)): return a < b
        case (.int(let a), .double(let b)): return Double(a) < b
        case (.double(let a), .int(let b)): return a < Double(b)
        case (.double(let a), .double(let b)): return a < b
        default: throw mismatch(a, b, function, offset)
        }
    }

    private func mismatch(_ a: Value, _ b: Value, _ function: Function, _ offset: Int) -> ExpressionError {
        ExpressionError(
            "`\(function.rawValue)` cannot compare \(a.kindName) with \(b.kindName)",
            hint: "variables and custom fields are texts: compare them with a text, as in `eq .var.count \"3\"`",
            offset: offset)
    }
}
