/// The load balancers whose word on who the client is holds: `server.trusted_proxies`.
package struct TrustedProxies: Sendable, Hashable {
    private let ranges: [AddressRange]

    package init(_ ranges: [AddressRange] = []) { self.ranges = ranges }

    package func contains(_ address: ClientAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// The client of a request that came from `peer`.
    ///
    /// The header names the clients of each proxy in turn, the nearest one last, and anybody can begin it with what they
    /// like: so the last one that is not itself a trusted proxy. What is not an address ends the search there, at the
    /// proxy that passed it on.
    package func client(of peer: ClientAddress, forwardedFor headers: [String]) -> ClientAddress {
        var client = peer
        let named = headers.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for text in named.reversed() {
            guard contains(client), let next = Self.address(text) else { break }
            client = next
        }
        return client
    }

    /// Of `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` and `[2001:db8::1]:4711`.
    private static func address(_ text: Substring) -> ClientAddress? {
        let bare = text.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        if let address = ClientAddress(bare) { return address }
        guard let colon = bare.lastIndex(of: ":") else { return nil }
        return ClientAddress(bare[..<colon])
    }
}
