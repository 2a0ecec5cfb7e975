import KnotModel

/// Settings that this version acts on.
extension Setting {
    static let general: [Setting] = [
        Setting("server.listen", "listen", ":3000", "Address and port of the HTTP API; no host means every address."),
        Setting(
            "server.url", "url", "", "The URL under which people and peers reach this server.",
            shown: "http(s)://127.0.0.1 and the port of server.listen"),
        Setting(
            "server.socket", "socket", "", "Unix socket for this machine's administrator; only its user can open it.",
            shown: "/run/knot/knot.sock for root, else $XDG_RUNTIME_DIR/knot.sock or ~/.knot/knot.sock"),
        Setting(
            "server.trusted_proxies", "trusted-proxies", [],
            "Load balancers (addresses, 10.0.0.0/8) whose X-Forwarded-For or PROXY protocol names the client."),
        Setting(
            "server.allowed_hosts", "allowed-hosts", [],
            "Further names to answer to, beside those in other settings: knot.example.com, *.example.com; * is any."),
        Setting(
            "server.auth_ip_rate_limiting", "auth-ip-rate-limiting", true,
            "Answer wrong tokens more slowly the more come from one address."),
        Setting("server.encrypt", "encrypt", "", "Key that seals what is stored, from 'knot genkey'."),
        Setting("server.tls.use_tls", "use-tls", true, "Serve HTTPS; without a certificate file one is made at start."),
        Setting("server.tls.cert_file", "cert-file", "", "Certificate chain (PEM) for HTTPS."),
        Setting("server.tls.key_file", "key-file", "", "Private key (PEM) of the certificate."),
        Setting(
            "server.relist_interval", "relist-interval", "30s",
            "How often everything an engine runs is looked at, besides its events."),
        Setting(
            "server.parallelism", "parallelism", 8,
            "How many actions may run in engines at the same time: 1 to 256. Pulls get half of these places."),
        Setting(
            "server.resource_limit", "resource-limit", 20_000,
            "How many resources a user or source may have, with those deleted in the last 7 days; 0: no limit."),
    ]

    static let identity: [Setting] = [
        Setting(
            "server.node", "node", "", "What people call this node: a DNS label. It may change.",
            shown: "the host of advertise_addr, else the machine's name"),
        Setting(
            "server.cluster.advertise_addr", "cluster-advertise-addr", "",
            "The address others reach this server by; its host names the node when server.node is empty."),
        Setting("server.hostname", "hostname", "", "The host's name as shown to people.", shown: "the host's name"),
        Setting("server.zone", "zone", "", "The zone this server belongs to."),
        Setting(
            "server.timezone", "timezone", "", "Time zone for schedules and ${{ .server.timezone }}.",
            shown: "the host's time zone"),
        Setting(
            "server.base_image.registry_url", "base-image-registry", "registry-1.docker.io/paularlott",
            "The value of ${{ .server.base_image_registry }}."),
        Setting(
            "server.base_image.registry_user", "base-image-registry-user", "",
            "The value of ${{ .server.base_image_registry_user }}."),
        Setting(
            "server.base_image.registry_password", "base-image-registry-password", "",
            "The value of ${{ .server.base_image_registry_password }}."),
    ]

    static let database: [Setting] = [
        Setting(
            "server.sqlite.enabled", "sqlite-enabled", false, "Use the embedded SQLite database.",
            shown: "true when no database is enabled"),
        Setting("server.sqlite.path", "sqlite-path", "./knot-data/knot.db", "The database file."),
        Setting(
            "server.badgerdb.enabled", "badgerdb-enabled", false,
            "Use the embedded SQLite database, in the directory server.badgerdb.path."),
        Setting("server.badgerdb.path", "badgerdb-path", "./badger", "Directory of the database file knot.db."),
    ]

    static let engines: [Setting] = [
        Setting(
            "server.local_containers.runtime_pref", "local-container-runtime-pref", ["docker", "podman", "apple"],
            "Which engine to prefer where several answer.", variable: "KNOT_LOCAL_CONTAINERS_RUNTIME_PREF"),
        Setting(
            "server.docker.host", "docker-host", "unix:///var/run/docker.sock", "Docker's address: unix:// or tcp://."),
        Setting(
            "server.podman.host", "podman-host", "unix:///var/run/podman.sock", "Podman's address: unix:// or tcp://."),
    ]

    static let logging: [Setting] =
        [
            Setting(
                "log.level", "log-level", "info", "trace, debug, info, warning or error.", variable: "KNOT_LOGLEVEL"),
            Setting("log.format", "log-format", "text", "text or json."),
        ]
        + later(
            "shipping logs to a collector",
            [
                Setting("log.output.url", "log-output-url", "", "Where logs are sent."),
                Setting("log.output.format", "log-output-format", "ndjson", "The form logs are sent in."),
                Setting("log.output.stream", "log-output-stream", "knot", "The stream logs are sent to."),
                Setting("log.output.username", "log-output-username", "", "User name at the collector."),
                Setting("log.output.password", "log-output-password", "", "Password at the collector."),
                Setting("log.output.token", "log-output-token", "", "Token at the collector."),
            ])

    /// `settings`, all waiting for the same thing.
    static func later(_ what: String, _ settings: [Setting]) -> [Setting] {
        settings.map { $0.with(.notActiveYet(what)) }
    }

    /// `settings`, none of which is used.
    static func unused(_ settings: [Setting]) -> [Setting] {
        settings.map { $0.with(.notUsed) }
    }
}
