/// A length of time as manifests and flags write it: `30s`, `5m`, `1h30m`, `2d`, `250ms`; a bare number is seconds.
package struct Span: Sendable, Hashable {
    /// What is written may be no longer, which is a hundred years and more: clocks and engines can still add to it.
    private static let longest: Int64 = 1 << 42

    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { milliseconds = seconds * 1000 }

    package init(parsing text: String) throws(FormatError) {
        let error = FormatError("'\(text)' is not a length of time", example: "30s, 5m or 1h30m")
        if let seconds = Int64(text), seconds >= 0, seconds <= Self.longest / 1000 {
            milliseconds = seconds * 1000
            return
        }
        let units: [String: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        var total: Int64 = 0
        var rest = text[...]
        guard !rest.isEmpty else { throw error }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Int64(digits), number < 1 << 32, let scale = units[String(unit)] else { throw error }
            total += number * scale
            guard total <= Self.longest else { throw error }
        }
        milliseconds = total
    }
}

extension Span: CustomStringConvertible {
    /// The largest units first, zero units left out: `1h30m`.
    package var description: String {
        guard milliseconds > 0 else { return "0s" }
        var rest = milliseconds
        var text = ""
        for (unit, scale) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
            as [(String, Int64)]
        where rest >= scale {
            text += "\(rest / scale)\(unit)"
            rest %= scale
        }
        return text
    }
}
