import KnotModel

/// IP addresses as texts.
enum IPAddress {
    /// One spelling for an IPv6 address: eight groups in lower case, without zeros in front (RFC 5952, but for `::`). Any
    /// other text is given back as it is.
    static func canonical(_ text: String) -> String {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        guard PortMapping.isIPv6(bare) else { return text }
        let halves = parts(bare.lowercased())
        let groups = halves.map { half in half.flatMap(group) }
        guard let first = groups.first else { return text }
        guard groups.count == 2 else { return first.joined(separator: ":") }
        let zeros = Array(repeating: "0", count: max(0, 8 - first.count - groups[1].count))
        return (first + zeros + groups[1]).joined(separator: ":")
    }

    /// The groups before and after `::`; all of them when there is none.
    private static func parts(_ text: String) -> [[Substring]] {
        let halves = text.firstRange(of: "::").map { [text[..<$0.lowerBound], text[$0.upperBound...]] } ?? [text[...]]
        return halves.map { $0.split(separator: ":") }
    }

    /// One group, or the two that an IPv4 address at the end stands for.
    private static func group(_ text: Substring) -> [String] {
        let bytes = text.split(separator: ".").compactMap { Int($0) }
        guard bytes.count == 4 else { return [shortened(text)] }
        return [0, 2].map { String(bytes[$0] << 8 | bytes[$0 + 1], radix: 16) }
    }

    private static func shortened(_ group: Substring) -> String {
        let digits = group.drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }
}
