import KnotModel

extension Evaluator {
    /// The values one after the other, with a space between two of which neither is a text, as Go's `print` does.
    func printed(_ values: [Value], _ offset: Int) throws(ExpressionError) -> String {
        var result = ""
        var wasText = true
        for value in values {
            let isText = value.string != nil
            if !isText, !wasText { result += " " }
            result += try text(value, of: nil, offset)
            try checkLength(result, offset)
            wasText = isText
        }
        return result
    }

    /// `printf` with `%s`, `%d`, `%v`, `%q` and `%%`.
    func formatted(_ values: [Value], _ offset: Int) throws(ExpressionError) -> String {
        guard let format = values[0].string else {
            throw ExpressionError(
                "`printf` starts with a text, and this is \(values[0].kindName)", hint: "as in `printf \"%s-%d\" …`",
                offset: offset)
        }
        var result = ""
        var rest = values[1...]
        var scalars = format.unicodeScalars.makeIterator()
        while let next = scalars.next() {
            guard next == "%" else {
                result.unicodeScalars.append(next)
                continue
            }
            let verb = scalars.next()
            if verb == "%" {
                result.append("%")
                continue
            }
            guard let verb, ["s", "d", "v", "q"].contains(verb) else {
                let shown = verb.map { "%\(Character($0))" } ?? "%"
                throw ExpressionError(
                    "`printf` does not know `\(shown)`", hint: "known are %s %d %v %q and %%", offset: offset)
            }
            guard let value = rest.popFirst() else {
                throw ExpressionError("`printf` has too few arguments for its text", offset: offset)
            }
            result += try shown(value, verb, offset)
            try checkLength(result, offset)
        }
        guard rest.isEmpty else {
            throw ExpressionError("`printf` has more arguments than its text uses", offset: offset)
        }
        return result
    }

    private func shown(_ value: Value, _ verb: Unicode.Scalar, _ offset: Int) throws(ExpressionError) -> String {
        switch (verb, value) {
        case ("s", .string(let text)): return text
        case ("q", .string(let text)): return text.escaped(for: .go)
        case ("d", .int(let number)): return String(number)
        case ("v", _): return try text(value, of: nil, offset)
        default:
            throw ExpressionError(
                "`%\(Character(verb))` does not fit \(value.kindName)",
                hint: "%s and %q take a text, %d a whole number, %v both", offset: offset)
        }
    }
}
