/// Where a server is spoken to: its own machine's Unix socket, or a URL with a token.
package enum Endpoint: Sendable, Hashable {
    case socket(path: String)
    /// `url` is `http(s)://host[:port]`, with no path needed. `verify` is whether its certificate must be trusted.
    case url(String, token: String?, verify: Bool)

    /// The full URL of a path that is already encoded and begins with a slash.
    func url(for path: String) -> String {
        switch self {
        case .socket(let socket): "http+unix://\(URLText.encode(socket))\(path)"
        case .url(let base, _, _): (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
        }
    }

    /// The same server for a caller that has no token.
    package var withoutToken: Endpoint {
        if case .url(let base, _, let verify) = self { .url(base, token: nil, verify: verify) } else { self }
    }

    var token: String? {
        if case .url(_, let token, _) = self { token } else { nil }
    }
}

extension Endpoint: CustomStringConvertible {
    /// As messages name it; never with the token.
    package var description: String {
        switch self {
        case .socket(let path): "the socket \(path)"
        case .url(let base, _, _): base
        }
    }
}
