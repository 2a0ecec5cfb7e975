/// What a load balancer says of a connection before anything else: the PROXY protocol, versions 1 and 2.
///
/// See https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt.
package enum ProxyHeader: Sendable, Hashable {
    /// The connection begins with something else.
    case none
    /// More bytes are needed.
    case incomplete
    case malformed(String)
    /// The header's length in bytes, and the client; `nil` when the proxy speaks for itself, or names no IP address.
    case header(length: Int, client: ClientAddress?)

    private static let textMark = Array("PROXY ".utf8)
    private static let binaryMark: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]
    /// Bytes of a header of version 1, its end included.
    private static let longestText = 107
    /// Bytes of a header of version 2 that are taken; the addresses need 232 at most, the rest is for extensions.
    private static let longestBinary = 2048

    /// Reads the beginning of a connection.
    package static func parse(_ bytes: some RandomAccessCollection<UInt8>) -> ProxyHeader {
        for (mark, read) in [(textMark, text), (binaryMark, binary)] {
            let count = min(mark.count, bytes.count)
            guard bytes.prefix(count).elementsEqual(mark.prefix(count)) else { continue }
            return count < mark.count ? .incomplete : read(Array(bytes.prefix(longestBinary)))
        }
        return .none
    }

    private static func text(_ bytes: [UInt8]) -> ProxyHeader {
        let line = bytes.prefix(longestText)
        guard let end = line.firstIndex(of: 10) else {
            return bytes.count < longestText ? .incomplete : .malformed("a PROXY line has at most 107 bytes")
        }
        guard end > 0, line[end - 1] == 13 else { return .malformed("a PROXY line ends with CR LF") }
        let words = String(decoding: line[..<(end - 1)], as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        if words.count > 1, words[1] == "UNKNOWN" { return .header(length: end + 1, client: nil) }
        guard words.count == 6, words[1] == "TCP4" || words[1] == "TCP6", UInt16(words[4]) != nil,
            UInt16(words[5]) != nil, let client = ClientAddress(words[2]), ClientAddress(words[3]) != nil
        else { return .malformed("a PROXY line reads PROXY TCP4|TCP6 SOURCE DESTINATION PORT PORT") }
        return .header(length: end + 1, client: client)
    }

    private static func binary(_ bytes: [UInt8]) -> ProxyHeader {
        guard bytes.count >= 16 else { return .incomplete }
        let length = 16 + Int(bytes[14]) << 8 + Int(bytes[15])
        guard bytes[12] >> 4 == 2 else { return .malformed("the PROXY protocol has no version \(bytes[12] >> 4)") }
        guard length <= longestBinary else { return .malformed("the PROXY header is longer than 2048 bytes") }
        guard bytes.count >= length else { return .incomplete }
        switch bytes[12] & 15 {
        case 0: return .header(length: length, client: nil)
        case 1: break
        default: return .malformed("the PROXY protocol has no command \(bytes[12] & 15)")
        }
        let size =
            switch bytes[13] >> 4 {
            case 1: 4
            case 2: 16
            default: 0
            }
        guard size > 0 else { return .header(length: length, client: nil) }
        guard length >= 16 + 2 * size + 4 else { return .malformed("the PROXY header is too short for its addresses") }
        return .header(length: length, client: ClientAddress(bytes: bytes[16..<(16 + size)]))
    }
}
