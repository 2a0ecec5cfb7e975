import KnotModel

extension ServerConfiguration.Draft {
    /// The SQLite file, from whichever section selects it.
    mutating func databasePath() -> String {
        for (section, name) in [("mysql", "MariaDB or MySQL"), ("redis", "Redis")]
        where values.flag("server.\(section).enabled") {
            values.fail(
                key: "server.\(section).enabled",
                "\(name) is not available in this version; use [server.sqlite] with enabled = true")
        }
        let usesSQLite = values.flag("server.sqlite.enabled")
        if values.flag("server.badgerdb.enabled") {
            if usesSQLite {
                values.fail(
                    key: "server.badgerdb.enabled",
                    "server.sqlite.enabled is true too; a server has one database, so enable one of them")
            }
            var directory = values.text("server.badgerdb.path")
            while directory.count > 1, directory.hasSuffix("/") { directory.removeLast() }
            if directory.isEmpty { values.fail(key: "server.badgerdb.path", "a directory is missing") }
            let path = directory == "/" ? "/knot.db" : "\(directory)/knot.db"
            notices.append("[server.badgerdb] selects the embedded SQLite database: \(path)")
            return path
        }
        let path = values.text("server.sqlite.path")
        if path.isEmpty { values.fail(key: "server.sqlite.path", "the name of a file is missing") }
        if !usesSQLite { notices.append("no database is enabled; using the embedded SQLite database: \(path)") }
        return path
    }

    func socketPath() -> String {
        Self.socketPath(given: nonEmpty("server.socket"), environment: environment, isRoot: machine.isRoot)
    }

    static func socketPath(given: String?, environment: [String: String], isRoot: Bool) -> String {
        if let given { return given }
        if isRoot { return "/run/knot/knot.sock" }
        if let runtime = environment["XDG_RUNTIME_DIR"], !runtime.isEmpty { return "\(runtime)/knot.sock" }
        return "\(environment["HOME"] ?? ".")/.knot/knot.sock"
    }

    /// The configured address of each engine; where none was given, also the places where an engine that runs without
    /// root listens.
    mutating func engineAddresses() -> [EngineKind: [String]] {
        var addresses: [EngineKind: [String]] = [:]
        let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        let others: [EngineKind: [String]] = [
            .docker: runtime.map { ["unix://\($0)/docker.sock"] } ?? [],
            .podman: ["unix:///run/podman/podman.sock"] + (runtime.map { ["unix://\($0)/podman/podman.sock"] } ?? []),
        ]
        for (kind, key) in [(EngineKind.docker, "server.docker.host"), (.podman, "server.podman.host")] {
            let host = values.text(key)
            let known = ["unix:///", "tcp://", "http://", "https://"]
            if !known.contains(where: { host.hasPrefix($0) && host.count > $0.count }) {
                values.fail(
                    key: key,
                    "'\(host)' is not an engine's address; write unix:///var/run/docker.sock or tcp://host:2375")
            }
            addresses[kind] = [host] + (values.isGiven(key) ? [] : others[kind] ?? [])
        }
        return addresses
    }

    mutating func runtimePreference() -> [EngineKind] {
        let key = "server.local_containers.runtime_pref"
        var kinds: [EngineKind] = []
        for name in values.list(key) {
            guard let kind = EngineKind(rawValue: name.lowercased()), kind != .nomad else {
                values.fail(key: key, "'\(name)' is not an engine; choose among docker, podman and apple")
                continue
            }
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        if values.list(key).isEmpty { values.fail(key: key, "the list is empty; write [\"docker\", \"podman\"]") }
        return kinds
    }
}
