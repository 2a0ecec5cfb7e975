/// A host's name or address as settings, URLs and people write it, brought to one form so that it can be compared.
package enum HostName {
    /// In lower case, without the brackets of an IPv6 address and without the dot that ends a full name.
    package static func plain(_ text: some StringProtocol) -> String {
        var name = text.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        if name.hasSuffix("."), name != "." { name.removeLast() }
        return name
    }

    /// The host of a URL, of `HOST:PORT`, or of a host alone, in its plain form; empty when there is none.
    ///
    /// More than one colon outside brackets is an IPv6 address without a port.
    package static func of(_ text: String) -> String {
        var rest = text[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") { return plain(rest[...end]) }
        if let colon = rest.firstIndex(of: ":"), colon == rest.lastIndex(of: ":") { rest = rest[..<colon] }
        return plain(rest)
    }

    /// Whether it tells no machine from another: an unspecified address, a loopback address, or `localhost`.
    package static func isOnEveryMachine(_ host: String) -> Bool {
        let host = plain(host)
        if ["*", "localhost", "localhost.localdomain"].contains(host) || host.hasSuffix(".localhost") { return true }
        guard host.contains(":") else {
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ part in !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber } }) else {
                return false
            }
            return parts.first == "127" || parts.allSatisfy { part in part.allSatisfy { $0 == "0" } }
        }
        let address = host.prefix { $0 != "%" }
        if address.hasPrefix("::ffff:"), address.contains(".") {
            return isOnEveryMachine(String(address.dropFirst("::ffff:".count)))
        }
        let zeros = address.hasSuffix("1") ? address.dropLast() : address
        return zeros.allSatisfy { $0 == "0" || $0 == ":" }
    }
}
