/// What a plain scalar means, by the core schema of YAML 1.2.2, section 10.3.
package enum CoreSchema {
    package enum Scalar: Sendable, Hashable {
        case null
        case bool(Bool)
        case int(Int64)
        /// Also a whole number that does not fit in 64 bits.
        case float(Double)
        case string
    }

    /// The meaning of a plain scalar's text. `yes`, `no`, `on` and `off` are strings, as in YAML 1.2.
    package static func resolve(_ text: String) -> Scalar {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "~"): return text == "~" ? .null : .string
        case UInt8(ascii: "n"), UInt8(ascii: "N"):
            return ["null", "Null", "NULL"].contains(text) ? .null : .string
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            return ["true", "True", "TRUE"].contains(text) ? .bool(true) : .string
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            return ["false", "False", "FALSE"].contains(text) ? .bool(false) : .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(text)
        default: return .string
        }
    }

    /// A truth value as the formats that knot reads write it: also YAML 1.1's `yes`, `no`, `on`, `off`, `y` and `n`, in
    /// lower case, upper case or capitalised. `nil` for anything else.
    package static func bool(from text: String) -> Bool? {
        guard text.utf8.count <= 5 else { return nil }
        let lowered = text.lowercased()
        let capitalised = lowered.prefix(1).uppercased() + lowered.dropFirst()
        guard [lowered, capitalised, lowered.uppercased()].contains(text) else { return nil }
        switch lowered {
        case "true", "yes", "on", "y": return true
        case "false", "no", "off", "n": return false
        default: return nil
        }
    }

    private static func number(_ text: String) -> Scalar {
        // The longest number with a meaning is far shorter; this keeps a stranger's megabyte of digits cheap.
        guard text.utf8.count <= 512 else { return .string }
        if text.hasPrefix("0x") { return based(text.dropFirst(2), 16) }
        if text.hasPrefix("0o") { return based(text.dropFirst(2), 8) }
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        switch unsigned {
        case ".inf", ".Inf", ".INF": return .float(text.first == "-" ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return unsigned.count == text.count ? .float(.nan) : .string
        default: break
        }
        guard isDecimal(unsigned.utf8) else { return .string }
        if unsigned.utf8.allSatisfy({ isDigit($0) }), let value = Int64(text) { return .int(value) }
        return Double(text).map { .float($0) } ?? .string
    }

    private static func based(_ digits: Substring, _ radix: Int) -> Scalar {
        guard let first = digits.first, first != "-", first != "+" else { return .string }
        return Int64(digits, radix: radix).map { .int($0) } ?? .string
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// `(\.[0-9]+ | [0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
        var rest = text[...]
        func takeDigits() -> Int {
            let count = rest.prefix { isDigit($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        var digits = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += takeDigits()
        }
        guard digits > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
