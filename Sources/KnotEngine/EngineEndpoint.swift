import KnotModel

/// Where an engine listens: `unix:///path`, `tcp://host:port`, or `tcp+tls://host:port`.
package enum EngineEndpoint: Sendable, Hashable {
    case unix(path: String)
    case tcp(host: String, port: Int, tls: Bool)

    /// The longest path a Unix socket may have on Linux, in bytes.
    static let longestSocketPath = 107

    /// Reads an address as `knot.toml` and `DOCKER_HOST` write it. A bare absolute path is a Unix socket; `http` and
    /// `https` mean `tcp` and `tcp+tls`. The port defaults to 2375, with TLS to 2376.
    package init(parsing text: String) throws(FormatError) {
        func wrong(_ why: String) -> FormatError {
            FormatError("'\(text)' is not an engine's address: \(why)", example: "unix:///var/run/docker.sock")
        }
        let scheme: Substring
        let rest: Substring
        if text.hasPrefix("/") {
            (scheme, rest) = ("unix", text[...])
        } else if let mark = text.firstRange(of: "://") {
            (scheme, rest) = (text[..<mark.lowerBound], text[mark.upperBound...])
        } else {
            throw wrong("it begins with unix://, tcp:// or tcp+tls://")
        }
        switch scheme {
        case "unix":
            guard rest.hasPrefix("/") else { throw wrong("the path of a socket is absolute") }
            guard rest.utf8.count <= Self.longestSocketPath else {
                throw wrong("the path of a socket has at most \(Self.longestSocketPath) bytes")
            }
            self = .unix(path: String(rest))
        case "tcp", "http", "tcp+tls", "https":
            let tls = scheme == "tcp+tls" || scheme == "https"
            let address = rest.hasSuffix("/") ? rest.dropLast() : rest
            guard let (host, port) = Self.hostAndPort(address) else { throw wrong("write host, ':', port") }
            self = .tcp(host: host, port: port ?? (tls ? 2376 : 2375), tls: tls)
        default:
            throw wrong("'\(scheme)' is not one of unix, tcp and tcp+tls")
        }
    }

    private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
        var host = text
        var port: Substring?
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":"), PortMapping.isIPv6(String(host)) else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard host.utf8.allSatisfy(isHostByte) else { return nil }
        }
        guard !host.isEmpty, host.hasPrefix("[") || text.hasPrefix("[") || host.utf8.allSatisfy(isHostByte) else {
            return nil
        }
        guard let port else { return (String(host), nil) }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port), number > 0 else {
            return nil
        }
        return (String(host), Int(number))
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    /// What stands before the path in a URL for AsyncHTTPClient.
    package var urlBase: String {
        switch self {
        case .unix(let path): "http+unix://" + percentEncoded(path)
        case .tcp(let host, let port, let tls):
            (tls ? "https://" : "http://") + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        }
    }

    /// The path of its Unix socket, where it has one.
    var socketPath: String? {
        if case .unix(let path) = self { path } else { nil }
    }

    /// The `Host` header. Over a Unix socket the client library sends none, and both engines refuse a request without.
    package var hostHeader: String {
        switch self {
        case .unix: "engine"
        case .tcp(let host, let port, _): (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        }
    }
}

extension EngineEndpoint: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp(_, _, let tls): (tls ? "tcp+tls://" : "tcp://") + hostHeader
        }
    }
}

/// `text` with everything but RFC 3986's unreserved characters as `%XX`.
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
        default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
