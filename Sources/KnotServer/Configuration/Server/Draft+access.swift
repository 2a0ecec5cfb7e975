import KnotModel

extension ServerConfiguration.Draft {
    /// Who is believed and which names are answered, over TCP.
    mutating func networkAccess(url: String, listen: ListenAddress) -> NetworkAccess {
        NetworkAccess(
            proxies: trustedProxies(), hosts: allowedHosts(url: url, listen: listen),
            slowsGuessing: values.flag("server.auth_ip_rate_limiting"))
    }

    private mutating func trustedProxies() -> TrustedProxies {
        let key = "server.trusted_proxies"
        return TrustedProxies(
            values.list(key).compactMap { text in
                if let range = AddressRange(text) { return range }
                values.fail(key: key, "'\(text)' is not an address or a range; write 10.0.0.5, 10.0.0.0/8 or fd00::/8")
                return nil
            })
    }

    private mutating func allowedHosts(url: String, listen: ListenAddress) -> AllowedHosts {
        let key = "server.allowed_hosts"
        for name in values.list(key) where !Self.isHost(name) {
            values.fail(key: key, "'\(name)' is not a host's name; write knot.example.com, *.example.com or *")
        }
        let settings = [values.text("server.wildcard_domain"), values.text("server.hostname"), machine.hostName]
        let addresses = ["server.agent_endpoint", "server.cluster.advertise_addr"].map { HostName.of(values.text($0)) }
        let shortNames = settings.compactMap { $0.split(separator: ".").first }.map(String.init).filter { $0 != "*" }
        return AllowedHosts(
            values.list(key) + settings + shortNames + addresses + [HostName.of(url), listen.host])
    }

    private static func isHost(_ name: String) -> Bool {
        !name.isEmpty && !name.contains { $0.isWhitespace || $0 == "/" || $0 == "," }
    }

    /// The host that others reach the server by; `nil` when none is given that tells this machine from another.
    var advertisedHost: String? {
        let host = HostName.of(values.text("server.cluster.advertise_addr"))
        return host.isEmpty || HostName.isOnEveryMachine(host) ? nil : host
    }

    /// What people may call the node besides its name, each in its plain form.
    func nodeHosts() -> Set<String> {
        let hosts = [advertisedHost, nonEmpty("server.hostname"), machine.hostName].compactMap { $0 }
        return Set(hosts.map { HostName.plain($0) }.filter { !$0.isEmpty && !HostName.isOnEveryMachine($0) })
    }
}
