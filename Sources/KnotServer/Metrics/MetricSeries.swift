/// The name of one series: a metric and its labels, in label order.
package struct MetricSeries: Sendable, Hashable, Comparable {
    package var name: String
    package var labels: [Label]

    package struct Label: Sendable, Hashable, Comparable {
        package var name: String
        package var value: String

        package static func < (a: Self, b: Self) -> Bool { (a.name, a.value) < (b.name, b.value) }
    }

    /// Characters that Prometheus' data model does not allow become `_`.
    package init(_ name: String, _ labels: [(String, String)] = []) {
        self.name = Self.allowed(name, colon: true)
        self.labels = labels.map { Label(name: Self.allowed($0.0, colon: false), value: $0.1) }.sorted()
    }

    package static func < (a: Self, b: Self) -> Bool {
        a.name != b.name ? a.name < b.name : a.labels.lexicographicallyPrecedes(b.labels)
    }

    private static func allowed(_ text: String, colon: Bool) -> String {
        var result = String(
            text.unicodeScalars.map { scalar -> Character in
                let isAllowed =
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    || scalar == "_" || (colon && scalar == ":")
                return isAllowed ? Character(scalar) : "_"
            })
        if result.isEmpty || result.first?.isNumber == true { result = "_" + result }
        return result
    }
}

extension MetricSeries: CustomStringConvertible {
    package var description: String { text() }

    /// The series as the text format writes it, with a suffix to its name and a further label where one is needed.
    package func text(suffix: String = "", extra: Label? = nil) -> String {
        let all = labels + (extra.map { [$0] } ?? [])
        guard !all.isEmpty else { return name + suffix }
        let inner = all.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        return "\(name)\(suffix){\(inner)}"
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
