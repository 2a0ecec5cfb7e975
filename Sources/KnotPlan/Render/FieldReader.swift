import KnotModel

/// Reads typed values from rendered fields. After substitution any scalar may have become text, so every reader takes
/// text as well; what does not fit is a failure that names the field.
struct FieldReader {
    let subject: String
    let path: String
    let fields: FieldMap

    func failure(_ name: String, _ message: String) -> Failure {
        Failure(.invalid, subject: subject, "\(path).\(name): \(message)")
    }

    /// A scalar's text; `nil` when absent or empty.
    func text(_ name: String) throws(Failure) -> String? {
        guard let value = fields[name], value != .null else { return nil }
        guard let text = value.scalarText else { throw failure(name, "a text is expected, not \(value)") }
        return text.isEmpty ? nil : text
    }

    func flag(_ name: String) throws(Failure) -> Bool? {
        guard let text = try text(name) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw failure(name, "true or false is expected, not '\(text)'")
        }
    }

    func number(_ name: String) throws(Failure) -> Int64? {
        guard let text = try text(name) else { return nil }
        guard let number = Int64(text) else { throw failure(name, "a whole number is expected, not '\(text)'") }
        return number
    }

    /// The texts of a list, empty ones left out; `nil` when the field is absent. A scalar counts as a list of one.
    func texts(_ name: String) throws(Failure) -> [String]? {
        guard let value = fields[name], value != .null else { return nil }
        guard case .list(let items) = value else { return try text(name).map { [$0] } }
        var result: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.scalarText else { throw failure("\(name)[\(index)]", "a text is expected") }
            if !text.isEmpty { result.append(text) }
        }
        return result
    }

    /// The arguments of a program: as `texts`, but an empty one counts, as it does to the program. One empty text alone
    /// is no argument: a variable that holds the whole command is empty.
    func arguments(_ name: String) throws(Failure) -> [String]? {
        guard case .list(let items)? = fields[name] else { return try texts(name) }
        var result: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.scalarText else { throw failure("\(name)[\(index)]", "a text is expected") }
            result.append(text)
        }
        return result == [""] ? [] : result
    }

    func parsed<Result>(
        _ name: String, _ parse: (String) throws(FormatError) -> Result
    ) throws(Failure) -> Result? {
        guard let text = try text(name) else { return nil }
        do { return try parse(text) } catch { throw failure(name, error.description) }
    }

    func parsedList<Result>(
        _ name: String, _ parse: (String) throws(FormatError) -> [Result]
    ) throws(Failure) -> [Result] {
        var result: [Result] = []
        for (index, text) in (try texts(name) ?? []).enumerated() {
            do { result += try parse(text) } catch { throw failure("\(name)[\(index)]", error.description) }
        }
        return result
    }

    func nested(_ name: String) -> FieldReader? {
        guard case .map(let inner)? = fields[name] else { return nil }
        return FieldReader(subject: subject, path: "\(path).\(name)", fields: inner)
    }
}
