import CLibYAML

/// How a scalar is written. libyaml takes a safer style by itself where the one asked for cannot hold the text.
enum ScalarStyle {
    static func value(_ text: String, isPlain: Bool) -> yaml_scalar_style_t {
        if isPlain { return YAML_PLAIN_SCALAR_STYLE }
        if readsAsAnotherType(text) { return YAML_SINGLE_QUOTED_SCALAR_STYLE }
        if needsEscapes(text) { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
        if text.utf8.contains(0x0A) {
            return fitsLiteral(text) ? YAML_LITERAL_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE
        }
        return YAML_ANY_SCALAR_STYLE
    }

    static func key(_ text: String) -> yaml_scalar_style_t {
        if text == "<<" || readsAsAnotherType(text) { return YAML_SINGLE_QUOTED_SCALAR_STYLE }
        return needsEscapes(text) || text.utf8.contains(0x0A) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE
    }

    /// Whether some reader, of YAML 1.2 or 1.1, takes the plain text for something else than a text.
    private static func readsAsAnotherType(_ text: String) -> Bool {
        if CoreSchema.resolve(text) != .string || CoreSchema.bool(from: text) != nil { return true }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == 0x2B || first == 0x2D else {
            return text == "=" || text == "<<"
        }
        let tail = text.utf8.dropFirst()
        // `22:22` is a number to base 60, `1_000` is one too, and `2026-01-31` is a date.
        return tail.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x3A || $0 == 0x5F || $0 == 0x2E }
            && (tail.contains(0x3A) || tail.contains(0x5F)) || isDate(text)
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.utf8.prefix(10).split(separator: 0x2D, maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0].count == 4
            && parts[0].allSatisfy { (0x30...0x39).contains($0) }
            && parts[1].allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether the text holds something that would be changed, or lost on the reader, without an escape.
    private static func needsEscapes(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
            default: false
            }
        }
    }

    /// Whether a literal block shows the text as it is: no line ends in a space, and none of the ends is blank.
    private static func fitsLiteral(_ text: String) -> Bool {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let first = lines.first, let start = first.first, start != 0x20 else { return false }
        return !lines.contains { $0.last == 0x20 }
    }
}
