import KnotModel

extension ContainerSpec {
    private static let mostPorts = 1_000

    /// Reads a template's `container` after substitution, all but its mounts. Fails naming the field at fault.
    init(_ reader: FieldReader, space: ResourceKey) throws(Failure) {
        guard let image = try reader.parsed("image", ImageReference.init(parsing:)) else {
            throw reader.failure("image", "an image is required, for example 'image: ubuntu:24.04'")
        }
        let name = try reader.text("container_name") ?? ContainerName.standard(of: space)
        guard ContainerName.isAccepted(byEngines: name) else {
            throw reader.failure(
                "container_name",
                "'\(name)' is no name of a container; it begins with a letter or a digit, and has letters, digits, '_', '.' "
                    + "and '-' besides")
        }
        guard !ContainerName.isReserved(name, for: space) else {
            throw reader.failure(
                "container_name",
                "'\(name)' is kept for the container of \(name.replacing(".", with: "/")); names of the form <user>.<space> "
                    + "are given by knot alone, so choose one without the dot, such as '\(name.replacing(".", with: "-"))'"
            )
        }
        self.init(name: name, image: image.description)
        hostname = try reader.text("hostname") ?? space.name
        entrypoint = try reader.arguments("entrypoint")
        command = try reader.arguments("command")
        user = try reader.text("user")
        workdir = try reader.text("workdir")
        environment = try reader.texts("environment") ?? []
        labels = reader.fields["labels"]?.map?.texts ?? [:]
        ports = try reader.parsedList("ports", PortMapping.parse)
        guard ports.count <= Self.mostPorts else {
            throw reader.failure(
                "ports",
                "\(ports.count) ports are published; at most \(Self.mostPorts) are, because an engine may start "
                    + "a process for each")
        }
        network = try reader.text("network")
        networks = try reader.texts("networks") ?? []
        privileged = try reader.flag("privileged") ?? false
        initProcess = try reader.flag("init") ?? false
        capAdd = try reader.texts("cap_add") ?? []
        capDrop = try reader.texts("cap_drop") ?? []
        devices = try reader.texts("devices") ?? []
        dns = try reader.texts("dns") ?? []
        dnsSearch = try reader.texts("dns_search") ?? []
        addHost = try reader.texts("add_host") ?? []
        resources = Resources(
            memory: try reader.parsed("memory", MemoryLimit.parse)?.bytes,
            nanoCPUs: try reader.parsed("cpus", CPUCount.init(limit:))?.nanos)
        shmSize = try reader.parsed("shm_size", ByteCount.init(parsing:))?.bytes
        ulimits = try Self.limits(reader)
        healthcheck = try reader.nested("healthcheck").flatMap(Self.healthcheck)
        stopGrace = try reader.parsed("stop_grace", Span.init(parsing:))?.milliseconds ?? 10_000
    }

    private static func limits(_ reader: FieldReader) throws(Failure) -> [ResourceLimit] {
        guard let limits = reader.nested("ulimits") else { return [] }
        var result: [ResourceLimit] = []
        for field in limits.fields {
            if let pair = limits.nested(field.key) {
                guard let soft = try pair.number("soft"), let hard = try pair.number("hard") else {
                    throw limits.failure(field.key, "write one number, or both 'soft' and 'hard'")
                }
                guard LimitPair.isOrdered(soft: soft, hard: hard) else {
                    throw limits.failure(field.key, "the soft limit \(soft) is above the hard limit \(hard)")
                }
                result.append(ResourceLimit(name: field.key, soft: soft, hard: hard))
            } else if let text = try limits.text(field.key) {
                guard let pair = LimitPair(text) else {
                    throw limits.failure(
                        field.key, "'\(text)' is no limit; write one number, or soft:hard with the soft one not above")
                }
                result.append(ResourceLimit(name: field.key, soft: pair.soft, hard: pair.hard))
            }
        }
        return result
    }

    private static func healthcheck(_ reader: FieldReader) throws(Failure) -> Healthcheck? {
        if try reader.flag("disable") == true { return Healthcheck(test: ["NONE"]) }
        var test = try reader.arguments("test") ?? []
        // Without a test of its own it is the image's check with other times.
        if let first = test.first, !["CMD", "CMD-SHELL", "NONE"].contains(first) {
            test = test.count == 1 ? ["CMD-SHELL", first] : ["CMD"] + test
        }
        let check = Healthcheck(
            test: test,
            interval: try reader.parsed("interval", Span.init(parsing:))?.milliseconds,
            timeout: try reader.parsed("timeout", Span.init(parsing:))?.milliseconds,
            startPeriod: try reader.parsed("start_period", Span.init(parsing:))?.milliseconds,
            retries: try reader.number("retries").map(Int.init(truncatingIfNeeded:)))
        return check == Healthcheck(test: []) ? nil : check
    }
}
