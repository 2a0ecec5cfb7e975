import KnotModel

/// Settings that are read and checked now, and act in a later version.
extension Setting {
    static let cluster = later(
        "the cluster",
        [
            Setting("server.cluster.bind_addr", "cluster-bind-addr", "", "Address that peers connect to."),
            Setting("server.cluster.key", "cluster-key", "", "Key shared by all servers, from 'knot genkey'."),
            Setting(
                "server.cluster.peers", "cluster-peer", [], "Addresses of the servers.",
                variable: "KNOT_CLUSTER_PEERS"),
            Setting("server.cluster.tcp_only", "cluster-tcp-only", false, "Gossip over TCP only."),
            Setting("server.cluster.compression", "cluster-compression", true, "Compress what peers exchange."),
            Setting("server.cluster.allow_leaf_nodes", "allow-leaf-nodes", true, "Let leaf nodes join."),
            Setting("server.origin.server", "origin-server", "", "The server this leaf node belongs to."),
            Setting("server.origin.token", "origin-token", "", "This leaf node's token."),
            Setting("tls.skip_verify", "tls-skip-verify", true, "Accept any certificate of a peer."),
        ])

    static let databasesToCome = later(
        "MariaDB and Redis as databases",
        [
            Setting("server.mysql.enabled", "mysql-enabled", false, "Use MariaDB or MySQL."),
            Setting("server.mysql.host", "mysql-host", "localhost", "Its host."),
            Setting("server.mysql.port", "mysql-port", 3306, "Its port."),
            Setting("server.mysql.database", "mysql-database", "knot", "The database's name."),
            Setting("server.mysql.user", "mysql-user", "root", "User name."),
            Setting("server.mysql.password", "mysql-password", "", "Password."),
            Setting("server.mysql.connection_max_idle", "mysql-connection-max-idle", 10, "Idle connections kept."),
            Setting("server.mysql.connection_max_open", "mysql-connection-max-open", 100, "Connections at most."),
            Setting(
                "server.mysql.connection_max_lifetime", "mysql-connection-max-lifetime", 5,
                "Minutes a connection lives."),
            Setting("server.redis.enabled", "redis-enabled", false, "Use Redis or Valkey."),
            Setting("server.redis.hosts", "redis-hosts", ["localhost:6379"], "Its addresses."),
            Setting("server.redis.db", "redis-db", 0, "The database's number."),
            Setting("server.redis.key_prefix", "redis-key-prefix", "", "Put before every key."),
            Setting("server.redis.master_name", "redis-master-name", "", "The master's name, with Sentinel."),
            Setting("server.redis.password", "redis-password", "", "Password."),
        ])

    static let agent = later(
        "the agent inside spaces",
        [
            Setting("server.listen_agent", "listen-agent", "127.0.0.1:3010", "Address and port for agents."),
            Setting("server.agent_endpoint", "agent-endpoint", "", "Where agents reach this server: host:port."),
            Setting("server.agent_path", "agent-path", "", "Directory of agent programs."),
            Setting("server.download_path", "download-path", "", "Directory of files for download."),
            Setting("server.tls.agent_use_tls", "agent-use-tls", true, "Agents connect with TLS."),
            Setting("server.wildcard_domain", "wildcard-domain", "", "Domain of the spaces' URLs: *.example.com."),
            Setting(
                "server.terminal.webgl", "terminal-webgl", true, "Draw web terminals with WebGL.",
                variable: "KNOT_WEBGL"),
            Setting("server.listen_tunnel", "listen-tunnel", "", "Address and port for tunnels."),
            Setting("server.tunnel_domain", "tunnel-domain", "", "Domain of tunnels."),
            Setting("server.tunnel_server", "tunnel-server", "", "The server that tunnels connect to."),
        ])

    static let network =
        later(
            "DNS for spaces",
            [
                Setting("server.dns.enabled", "dns-enabled", false, "Answer DNS queries for spaces."),
                Setting("server.dns.listen", "dns-listen", ":3053", "Address and port of the DNS server."),
                Setting("server.dns.records", "dns-records", [], "Further records."),
                Setting("server.dns.default_ttl", "dns-default-ttl", 300, "Seconds an answer may be kept."),
                Setting("resolver.nameservers", "nameservers", [], "Name servers to ask."),
            ])
        + later(
            "Nomad as a runtime",
            [
                Setting("server.nomad.addr", "nomad-addr", "http://127.0.0.1:4646", "Nomad's address."),
                Setting("server.nomad.token", "nomad-token", "", "Nomad's token."),
                Setting("server.nomad.dc", "nomad-dc", "", "The value of ${{ .nomad.dc }}."),
                Setting("server.nomad.region", "nomad-region", "", "The value of ${{ .nomad.region }}."),
            ])

    static let access =
        later(
            "users and roles",
            [
                Setting("server.totp.enabled", "enable-totp", false, "Ask for a one-time code at login."),
                Setting("server.totp.issuer", "totp-issuer", "Knot", "Name shown by the code's app."),
                Setting("server.totp.window", "totp-window", 1, "Codes accepted before and after the current one."),
                Setting("server.disable_space_create", "disable-space-create", false, "Users cannot create spaces."),
                Setting("server.secret_providers", "", [], "Where secrets are read from."),
            ])
        + later(
            "the audit log",
            [
                Setting("server.audit_retention", "audit-retention", 90, "Days that audit entries are kept."),
                Setting("server.audit_routing", "audit-routing", "internal", "Where audit entries go."),
                Setting("server.audit_stream", "audit-stream", "audit", "The stream of audit entries."),
            ])

    static let pages = later(
        "the web pages",
        [
            Setting("server.html_path", "html-path", "", "Directory of web pages that replace the built-in ones."),
            Setting("server.template_path", "template-path", "", "Directory of page templates."),
            Setting("server.private_files_path", "private-files-path", "", "Directory of files for logged-in users."),
            Setting("server.public_files_path", "public-files-path", "", "Directory of files for everybody."),
            Setting("server.ui.hide_api_tokens", "hide-api-tokens", false, "Leave out the page of API tokens."),
            Setting("server.ui.hide_support_links", "hide-support-links", false, "Leave out links for support."),
            Setting("server.ui.logo_url", "logo-url", "", "Your logo."),
            Setting("server.ui.logo_invert", "logo-invert", false, "Invert the logo on dark pages."),
        ])
}
