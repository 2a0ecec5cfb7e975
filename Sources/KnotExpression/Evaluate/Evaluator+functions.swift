import KnotModel

extension Evaluator {
    mutating func call(
        _ function: Function, _ arguments: [Expression], mayBeMissing: Bool, _ offset: Int
    ) throws(ExpressionError) -> Value {
        switch function {
        case .and, .or: return try decide(arguments, stopsAt: function == .or)
        case .not: return .bool(!(try value(arguments[0], mayBeMissing: true).isTrue))
        default: break
        }
        var values: [Value] = []
        for argument in arguments { values.append(try value(argument, mayBeMissing: mayBeMissing)) }
        switch function {
        case .map: return try map(values, offset)
        case .json: return .string(try json(values[0], offset))
        case .quote: return .string(try text(values[0], function, offset).replacingQuotes)
        case .toUpper: return .string(try text(values[0], function, offset).uppercased())
        case .toLower: return .string(try text(values[0], function, offset).lowercased())
        case .eq:
            for other in values.dropFirst() where try isEqual(values[0], other, function, offset) {
                return .bool(true)
            }
            return .bool(false)
        case .ne: return .bool(!(try isEqual(values[0], values[1], function, offset)))
        case .lt: return .bool(try isLess(values[0], values[1], function, offset))
        case .le: return .bool(!(try isLess(values[1], values[0], function, offset)))
        case .gt: return .bool(try isLess(values[1], values[0], function, offset))
        case .ge: return .bool(!(try isLess(values[0], values[1], function, offset)))
        case .len: return try length(values[0], offset)
        case .index: return try index(values, mayBeMissing: mayBeMissing, offset)
        case .print: return .string(try printed(values, offset))
        case .printf: return .string(try formatted(values, offset))
        case .and, .or, .not: return .null
        }
    }

    /// The first argument that is true (`or`) or not (`and`), otherwise the last; the rest is not looked at.
    private mutating func decide(_ arguments: [Expression], stopsAt wanted: Bool) throws(ExpressionError) -> Value {
        var result = Value.null
        for argument in arguments {
            result = try value(argument, mayBeMissing: true)
            if result.isTrue == wanted { return result }
        }
        return result
    }

    private func json(_ value: Value, _ offset: Int) throws(ExpressionError) -> String {
        var text = ""
        // Writing stops soon after the limit; the check then refuses the text.
        value.appendJSON(to: &text, limit: Self.longest)
        try checkLength(text, offset)
        return text
    }

    private func map(_ values: [Value], _ offset: Int) throws(ExpressionError) -> Value {
        var fields = FieldMap()
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            guard let key = values[index].string else {
                throw ExpressionError(
                    "a key of `map` is \(values[index].kindName)", hint: "a key must be a text", offset: offset)
            }
            fields[key] = values[index + 1]
        }
        return .map(fields)
    }

    private func text(_ value: Value, _ function: Function, _ offset: Int) throws(ExpressionError) -> String {
        if case .string(let text) = value { return text }
        throw ExpressionError(
            "`\(function.rawValue)` takes a text, and this is \(value.kindName)",
            hint: "turn a value into a text with `print` or `json`", offset: offset)
    }

    private func length(_ value: Value, _ offset: Int) throws(ExpressionError) -> Value {
        switch value {
        case .string(let text): return .int(Int64(text.utf8.count))
        case .list(let items): return .int(Int64(items.count))
        case .map(let fields): return .int(Int64(fields.count))
        default:
            throw ExpressionError(
                "`len` takes a text, a list or a map, and this is \(value.kindName)", offset: offset)
        }
    }

    private func index(
        _ values: [Value], mayBeMissing: Bool, _ offset: Int
    ) throws(ExpressionError) -> Value {
        var current = values[0]
        for (place, key) in values.enumerated().dropFirst() {
            switch (current, key) {
            case (.map(let fields), .string(let name)):
                if let next = fields[name] {
                    current = next
                } else if mayBeMissing, place == values.count - 1 {
                    return .null
                } else {
                    throw missing(name, in: fields, called: "(index …)", "(index … \(name.escaped(for: .go)))", offset)
                }
            case (.list(let items), .int(let number)):
                guard number >= 0, number < items.count else {
                    throw ExpressionError(
                        "`index` asks for item \(number) of a list of \(items.count)", hint: "items count from 0",
                        offset: offset)
                }
                current = items[Int(number)]
            case (.map, _), (.list, _):
                throw ExpressionError(
                    "`index` cannot look up \(key.kindName) in \(current.kindName)",
                    hint: "a map takes a text and a list takes a number", offset: offset)
            default:
                throw ExpressionError(
                    "`index` takes a list or a map, and this is \(current.kindName)", offset: offset)
            }
        }
        return current
    }
}

extension String {
    /// With a backslash before every double quote.
    fileprivate var replacingQuotes: String {
        var result = ""
        for scalar in unicodeScalars {
            if scalar == "\"" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
