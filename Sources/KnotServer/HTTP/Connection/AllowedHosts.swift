/// The names by which the server may be asked for over TCP.
///
/// A web page can give its own name the address of this server (DNS rebinding) and then read the answers, from the
/// network or from the loopback address of whoever looks at it. Its name gives it away: only configured names, names of
/// the loopback address, and the address that the connection came in on are answered.
package struct AllowedHosts: Sendable, Hashable {
    private var names: Set<String> = []
    /// Ends of names, each with its leading dot.
    private var endings: Set<String> = []
    private var allowsAll = false

    /// - Parameter names: Host names and addresses; `*.example.com` is every name below, `*` is any at all. Empty ones
    ///   are left out.
    package init(_ names: [String] = []) {
        for name in names.map({ Self.plain($0) }) where !name.isEmpty {
            if name == "*" {
                allowsAll = true
            } else if name.hasPrefix("*.") {
                endings.insert(String(name.dropFirst()))
            } else {
                self.names.insert(name)
            }
        }
    }

    /// Whether a request with this `Host` header is answered; `local` is the address that its connection came in on.
    package func allows(_ header: String, at local: ClientAddress?) -> Bool {
        let host = Self.plain(Self.withoutPort(header))
        if allowsAll || names.contains(host) || host == "localhost" || host.hasSuffix(".localhost") { return true }
        if let address = ClientAddress(host) { return address.isLoopback || address == local }
        return endings.contains { host.hasSuffix($0) && host.utf8.count > $0.utf8.count }
    }

    private static func withoutPort(_ header: String) -> Substring {
        guard let colon = header.lastIndex(of: ":"), !header.hasSuffix("]") else { return header[...] }
        return header[..<colon]
    }

    /// In lower case, without brackets and without the dot that ends a full name.
    private static func plain(_ name: some StringProtocol) -> String {
        var name = name.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        if name.hasSuffix("."), name != "." { name.removeLast() }
        return name
    }
}
