/// Percent-encoding of the parts of a URL (RFC 3986 section 2).
package enum URLText {
    /// Keeps letters, digits and `-._~`; every other byte becomes `%XX`.
    package static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }

    /// `?name=value&…` of the pairs whose value is there; empty when there is none.
    package static func query(_ pairs: [(name: String, value: String?)]) -> String {
        let written = pairs.compactMap { pair in pair.value.map { "\(encode(pair.name))=\(encode($0))" } }
        return written.isEmpty ? "" : "?" + written.joined(separator: "&")
    }
}
