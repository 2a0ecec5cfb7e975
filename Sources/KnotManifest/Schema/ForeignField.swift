/// Fields of Compose files, of `docker run` and of Kubernetes that people write in a manifest of knot's, and what does
/// the same here.
enum ForeignField {
    /// What to write in place of `name`; `nil` for a word that is nobody's.
    ///
    /// - Parameter isContainer: Whether it was written within `container`.
    static func hint(for name: String, isContainer: Bool) -> String? {
        let key = name.lowercased().filter { $0 != "_" && $0 != "-" }
        if let field = containerFields[key] {
            return isContainer ? "knot calls it '\(field)'" : "knot calls it 'container.\(field)', in a Template"
        }
        if let advice = advice[key] { return advice }
        return none[key].map { "knot has no such field; \($0)" }
    }

    /// Names in lower case without `_` and `-`, and the field of `container` that does it.
    private static let containerFields: [String: String] = [
        "addhosts": "add_host", "args": "command", "capdrops": "cap_drop", "capadds": "cap_add", "cmd": "command",
        "containerport": "ports", "cpucount": "cpus", "cpulimit": "cpus", "cpuquota": "cpus", "device": "devices",
        "dnsservers": "dns", "env": "environment", "envs": "environment", "extrahosts": "add_host",
        "healthcheck": "healthcheck", "healthcmd": "healthcheck.test", "image": "image",
        "imagepullpolicy": "pull", "livenessprobe": "healthcheck", "memlimit": "memory", "memorylimit": "memory",
        "mount": "volumes", "mounts": "volumes", "net": "network", "networkmode": "network", "port": "ports",
        "publish": "ports", "pullpolicy": "pull", "readinessprobe": "healthcheck", "stopgraceperiod": "stop_grace",
        "stoptimeout": "stop_grace", "terminationgraceperiodseconds": "stop_grace", "volume": "volumes",
        "volumemounts": "volumes", "workingdir": "workdir", "ulimit": "ulimits",
    ]

    /// Words for which something else than a field of `container` is to be used.
    private static let advice: [String: String] = [
        "annotations": "write 'labels' here, or 'annotations' beside 'kind' and 'name'",
        "build": "knot builds no images: build and push it, then name it in 'container.image'",
        "configs": "knot has no such field; write the text as a Variable, and read it as ${{ .var.<name> }}",
        "containername": "write 'container_name' under 'container:'",
        "dependson": "a Space has 'depends_on'; a template has none",
        "deploy": "write 'cpus' and 'memory' under 'container:'; each Space of a template is one container",
        "domainname": "write the whole name in 'container.hostname': web.example.com",
        "envfile": "write the variables under 'container.environment', shared ones as Variables",
        "expose": "leave it out: ports need no 'expose'; 'container.ports' publishes them on the node",
        "extends": "knot has no such field; share parts of one file with anchors under a key 'x-…'",
        "gpus": "knot has no such field; name the GPU's device files in 'container.devices'",
        "links": "leave it out: spaces in one of 'container.networks' reach one another by name",
        "pidslimit": "knot has no such field; the node's administrator sets 'policy.pids_limit'",
        "platform":
            "in a Template it stands beside 'container', and names the runtime; images have one architecture here",
        "replicas": "knot has no such field; write a Space for each",
        "resources": "write 'cpus' and 'memory' under 'container:'",
        "restart": "leave it out: knot starts a space again for as long as its 'running' is true",
        "restartpolicy": "leave it out: knot starts a space again for as long as its 'running' is true",
        "runtime": "a Template's 'platform' chooses the engine; OCI runtimes are set in the engine",
        "scale": "knot has no such field; write a Space for each",
        "secrets": "knot has no such field; write a Variable with 'protected: true', and read it as ${{ .var.<name> }}",
        "securitycontext": "write 'user', 'privileged', 'cap_add' and 'cap_drop' under 'container:'",
        "securityopt": "knot has no such field; the node's administrator sets 'policy.no_new_privileges'",
        "services": "knot reads no Compose files: write a Template for each service, its fields under 'container:'",
        "version": "leave it out: manifests have no version",
    ]

    /// Words that nothing here does, and what to do without.
    private static let none: [String: String] = {
        let engine = "leave it out, or set the engine's own default on the node"
        let names = [
            "blkioconfig", "cgroup", "cgroupns", "cgroupparent", "credentialspec", "devicecgrouprules", "dnsopt",
            "groupadd", "ipc", "isolation", "logdriver", "logging", "logopt", "oomkilldisable", "oomscoreadj", "pid",
            "stopsignal", "storageopt", "sysctl", "sysctls", "usernsmode", "uts", "volumedriver",
        ]
        let limit = "'memory' and 'cpus' are limits, and the only ones"
        let limits = [
            "cpuperiod", "cpurealtimeperiod", "cpurealtimeruntime", "cpurtperiod", "cpurtruntime", "cpuset",
            "cpusetcpus", "cpushares", "cpupercent", "memreservation", "memswappiness", "memswaplimit",
            "memoryreservation",
            "memoryswap",
        ]
        var none = Dictionary(uniqueKeysWithValues: names.map { ($0, engine) } + limits.map { ($0, limit) })
        none["attach"] = "leave it out: 'knot space logs' shows what a space prints"
        none["develop"] = "leave it out: mount the sources with 'container.volumes'"
        none["externallinks"] = "join the other container's network with 'container.networks'"
        none["interface"] = "leave it out"
        none["labelfile"] = "write the labels under 'labels'"
        none["macaddress"] = engine
        none["models"] = "leave it out"
        none["poststart"] = "use the Template's 'startup_script'"
        none["prestop"] = "use the Template's 'shutdown_script'"
        none["profiles"] = "leave it out: what should not run is a Space with 'running: false'"
        none["provider"] = "leave it out"
        none["readonly"] = "a mount is read-only with ':ro' at its end"
        none["rm"] = "leave it out: a stopped space has no container"
        none["startinterval"] = "write 'interval', and 'start_period' for the time to start in"
        none["stdinopen"] = "leave it out: 'knot space exec' opens a terminal"
        none["tmpfs"] = "leave it out, or mount a volume of the template"
        none["tty"] = "leave it out: 'knot space exec' opens a terminal"
        none["useapisocket"] = "leave it out"
        none["volumesfrom"] = "name the same volumes in both, with 'shared: true' in the Template's 'volumes'"
        return none
    }()
}
