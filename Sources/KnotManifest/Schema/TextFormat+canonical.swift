import KnotModel

extension TextFormat {
    /// Reads `text` and gives the canonical spelling of the same meaning; applying it twice changes nothing more.
    package func canonical(_ text: String) throws(FormatError) -> String {
        switch self {
        case .image:
            _ = try ImageReference(parsing: text)
            return text
        case .bytes: return try ByteCount(parsing: text).description
        case .memory: return try MemoryLimit.parse(text).description
        case .cpus: return try CPUCount(limit: text).description
        case .span: return try Span(parsing: text).description
        case .port: return try Self.port(text)
        case .mount: return try MountReference(parsing: text).description
        case .address:
            guard Self.isAddress(text) else {
                throw FormatError("'\(text)' is not an IP address", example: example)
            }
            return text
        case .hostEntry: return try Self.hostEntry(text)
        case .device: return try Self.device(text)
        case .capability: return try Self.capability(text)
        case .absolutePath:
            guard AbsolutePath.isAbsolute(text) else {
                throw FormatError("'\(text)' is not an absolute path", example: example)
            }
            return text
        case .zonePattern:
            let zone = text.hasPrefix("!") ? text.dropFirst() : text[...]
            guard zone == "<leaf-node>" || ResourceKey.isName(String(zone)) else {
                throw FormatError("'\(text)' is not the name of a zone", example: example)
            }
            return text
        case .clock: return try Self.clock(text)
        case .hostname:
            guard text.utf8.count <= 64 else {
                throw FormatError(
                    "'\(text)' has more than the 64 letters that Linux takes for a host name", example: example)
            }
            return try Self.hostname(text)
        }
    }

    private static func isAddress(_ text: String) -> Bool { PortMapping.isIPv4(text) || PortMapping.isIPv6(text) }

    /// A range stays one entry: `8000-8003:9000-9003/tcp`.
    private static func port(_ text: String) throws(FormatError) -> String {
        let mappings = try PortMapping.parse(text)
        guard let first = mappings.first, let last = mappings.last else {
            throw FormatError("'\(text)' is not a port mapping", example: "8080:80")
        }
        guard mappings.count > 1 else { return first.description }
        let address = first.hostIP.isEmpty ? "" : first.hostIP.contains(":") ? "[\(first.hostIP)]:" : "\(first.hostIP):"
        let host = first.hostPort == 0 ? "0" : "\(first.hostPort)-\(last.hostPort)"
        return "\(address)\(host):\(first.containerPort)-\(last.containerPort)/\(first.transport.rawValue)"
    }

    /// The name ends at the first colon, so that the address may be IPv6, with or without brackets.
    private static func hostEntry(_ text: String) throws(FormatError) -> String {
        let error = FormatError("'\(text)' is not a host entry: write name, ':', address", example: "db:10.0.0.5")
        guard let colon = text.firstIndex(of: ":") else { throw error }
        let name = String(text[..<colon])
        var address = String(text[text.index(after: colon)...])
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        guard (try? hostname(name)) != nil, isAddress(address) || address == "host-gateway" else { throw error }
        return "\(name):\(address)"
    }

    private static func device(_ text: String) throws(FormatError) -> String {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1 { parts.append(parts[0]) }
        guard (2...3).contains(parts.count), AbsolutePath.isAbsolute(parts[0]), AbsolutePath.isAbsolute(parts[1]) else {
            throw FormatError(
                "'\(text)' is not a device: write host path, ':', container path", example: "/dev/fuse:/dev/fuse")
        }
        if parts.count == 3 {
            guard !parts[2].isEmpty, parts[2].allSatisfy({ "rwm".contains($0) }), Set(parts[2]).count == parts[2].count
            else {
                throw FormatError(
                    "'\(parts[2])' is not a device permission: use r, w and m", example: "/dev/fuse:/dev/fuse:rw")
            }
        }
        return parts.joined(separator: ":")
    }

    private static func capability(_ text: String) throws(FormatError) -> String {
        let upper = text.uppercased()
        if upper == "ALL" || upper == "CAP_ALL" { return "ALL" }
        let full = upper.hasPrefix("CAP_") ? upper : "CAP_" + upper
        guard Capability.names.contains(full) else {
            let near = Suggestion.nearest(to: full, among: Capability.names)
            throw FormatError("'\(text)' is not a capability", example: near ?? "CAP_NET_ADMIN")
        }
        return full
    }

    private static func clock(_ text: String) throws(FormatError) -> String {
        if text.isEmpty { return text }
        guard let minutes = WeekSchedule.minutes(text) else {
            throw FormatError("'\(text)' is not a time of day", example: "9:00am, 5:30pm or 17:30")
        }
        return WeekSchedule.text(minutes: minutes)
    }

    private static func hostname(_ text: String) throws(FormatError) -> String {
        let isEdge: (UInt8) -> Bool = { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        }
        guard (1...253).contains(text.utf8.count), text.utf8.first.map(isEdge) == true,
            text.utf8.last.map(isEdge) == true,
            text.utf8.allSatisfy({ isEdge($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F })
        else { throw FormatError("'\(text)' is not a host name: use letters, digits, '-' and '.'", example: "web") }
        return text
    }
}
