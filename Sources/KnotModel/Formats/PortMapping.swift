/// A published port, or a range of them: `[[hostIP:]host:]container[/tcp|udp]`; `8000-8003:9000-9003` maps in pairs.
/// An IPv6 host address stands in brackets. Host port 0, or none, lets the engine choose.
package struct PortMapping: Sendable, Hashable, Codable {
    package enum Transport: String, Sendable, Hashable, Codable { case tcp, udp }

    /// Empty: every address of the node.
    package var hostIP: String
    package var hostPort: UInt16
    package var containerPort: UInt16
    package var transport: Transport

    package init(hostIP: String = "", hostPort: UInt16, containerPort: UInt16, transport: Transport = .tcp) {
        self.hostIP = hostIP
        self.hostPort = hostPort
        self.containerPort = containerPort
        self.transport = transport
    }

    /// Reads one entry of `ports`, which a range expands to several mappings.
    package static func parse(_ text: String) throws(FormatError) -> [PortMapping] {
        func wrong(_ why: String) -> FormatError {
            FormatError(
                "'\(text)' is not a port mapping: \(why)", example: "8080:80, 127.0.0.1:8080:80, 5353:53/udp or 80")
        }
        var rest = text[...]
        var transport = Transport.tcp
        if let slash = rest.lastIndex(of: "/") {
            guard let named = Transport(rawValue: rest[rest.index(after: slash)...].lowercased()) else {
                throw wrong("the protocol is tcp or udp")
            }
            transport = named
            rest = rest[..<slash]
        }
        var hostIP = ""
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
            hostIP = String(rest[rest.index(after: rest.startIndex)..<close])
            guard isIPv6(hostIP) else { throw wrong("'\(hostIP)' is not an IPv6 address") }
            rest = rest[rest.index(after: close)...]
            guard rest.hasPrefix(":") else { throw wrong("a ':' follows the address") }
            rest = rest.dropFirst()
        }
        var parts = rest.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 3, hostIP.isEmpty {
            hostIP = parts.removeFirst()
            guard isIPv4(hostIP) else { throw wrong("'\(hostIP)' is not an IPv4 address") }
        }
        // A container's port alone, or nothing before the ':', is any port of the node.
        if parts.count == 1, hostIP.isEmpty { parts.insert("", at: 0) }
        guard parts.count == 2 else { throw wrong("write host port, ':', container port") }
        guard let host = range(parts[0].isEmpty ? "0" : parts[0], from: 0), let container = range(parts[1], from: 1)
        else { throw wrong("a port is a number from 1 to 65535") }
        if host == 0...0 {
            return container.map {
                PortMapping(hostIP: hostIP, hostPort: 0, containerPort: $0, transport: transport)
            }
        }
        guard host.count == container.count else { throw wrong("the two ranges have different lengths") }
        return zip(host, container).map {
            PortMapping(hostIP: hostIP, hostPort: $0, containerPort: $1, transport: transport)
        }
    }

    /// Whether the two cannot both be published on one node. No address is every one of the node's.
    package func collides(with other: PortMapping) -> Bool {
        guard hostPort == other.hostPort, hostPort != 0, transport == other.transport else { return false }
        if hostIP == other.hostIP || hostIP.isEmpty || other.hostIP.isEmpty { return true }
        guard hostIP.contains(":") == other.hostIP.contains(":") else { return false }
        return [hostIP, other.hostIP].contains { $0 == "0.0.0.0" || $0 == "::" }
    }

    private static func range(_ text: String, from minimum: UInt16) -> ClosedRange<UInt16>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let low = port(ends[0]), let high = port(ends[ends.count - 1]),
            low >= minimum, high >= low
        else { return nil }
        return low...high
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt16(text) : nil
    }

    package static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }

    /// Whether `text` has the shape of an IPv6 address (RFC 4291 section 2.2).
    package static func isIPv6(_ text: String) -> Bool {
        var groups = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard groups.count >= 3, groups.count <= 9, !text.contains(":::") else { return false }
        var slots = 8
        if let last = groups.last, isIPv4(last) {
            groups.removeLast()
            slots = 6
        }
        let gaps = text.ranges(of: "::").count
        guard gaps <= 1, gaps == 1 || !groups.contains("") else { return false }
        let written = groups.filter { !$0.isEmpty }
        return written.allSatisfy { $0.utf8.count <= 4 && $0.allSatisfy(\.isHexDigit) }
            && (gaps == 1 ? written.count < slots : written.count == slots)
    }
}

extension PortMapping: CustomStringConvertible {
    package var description: String {
        let address = hostIP.isEmpty ? "" : hostIP.contains(":") ? "[\(hostIP)]:" : "\(hostIP):"
        return "\(address)\(hostPort):\(containerPort)/\(transport.rawValue)"
    }
}
