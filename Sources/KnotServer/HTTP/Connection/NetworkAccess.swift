/// What holds for requests over TCP, beside the token that they carry.
package struct NetworkAccess: Sendable, Hashable {
    /// Whose word on who the client is holds.
    package var proxies: TrustedProxies
    /// The names that the server answers to.
    package var hosts: AllowedHosts
    /// Whether wrong tokens are answered more slowly the more come from one address.
    package var slowsGuessing: Bool

    package init(
        proxies: TrustedProxies = .init(), hosts: AllowedHosts = .init(), slowsGuessing: Bool = true
    ) {
        self.proxies = proxies
        self.hosts = hosts
        self.slowsGuessing = slowsGuessing
    }
}
