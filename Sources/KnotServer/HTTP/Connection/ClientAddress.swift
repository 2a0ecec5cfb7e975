import Foundation
import NIOCore

/// An IP address, IPv4 and IPv6 in one form: an IPv4 address is its IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2).
package struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
    var high: UInt64
    var low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter bytes: 4 or 16, most significant first.
    init?(bytes: some Collection<UInt8>) {
        let words = bytes.reduce(into: (high: UInt64(0), low: UInt64(0))) { words, byte in
            words.high = words.high << 8 | words.low >> 56
            words.low = words.low << 8 | UInt64(byte)
        }
        switch bytes.count {
        case 4: self.init(high: 0, low: 0xffff_0000_0000 | words.low)
        case 16: self.init(high: words.high, low: words.low)
        default: return nil
        }
    }

    /// `nil` for a Unix socket's end.
    package init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let address):
            self.init(bytes: withUnsafeBytes(of: address.address.sin_addr) { Array($0) })
        case .v6(let address):
            self.init(bytes: withUnsafeBytes(of: address.address.sin6_addr) { Array($0) })
        case .unixDomainSocket, nil: return nil
        }
    }

    /// `nil` when `text` is not an address. Brackets around it are left out, and a zone after it.
    package init?(_ text: some StringProtocol) {
        var text = Substring(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if let zone = text.firstIndex(of: "%") { text = text[..<zone] }
        guard !text.utf8.contains(0) else { return nil }
        self.init(try? SocketAddress(ipAddress: String(text), port: 0))
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    var isLoopback: Bool { isIPv4 ? low >> 24 & 0xff == 127 : high == 0 && low == 1 }

    /// What one party can have many of counts as one: the /64 of an IPv6 address. An IPv4 address counts by itself.
    var network: ClientAddress { isIPv4 ? self : ClientAddress(high: high, low: 0) }

    package var description: String {
        let bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
        let packed = ByteBuffer(bytes: isIPv4 ? Array(bytes.suffix(4)) : bytes)
        return (try? SocketAddress(packedIPAddress: packed, port: 0).ipAddress) ?? "unknown"
    }
}
