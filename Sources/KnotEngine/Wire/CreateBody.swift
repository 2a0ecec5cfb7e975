import KnotModel
import KnotPlan

/// The body of `POST /containers/create` for a container spec (Docker Engine API 1.41).
package enum CreateBody {
    /// Every 100 ms a container may use `quota` microseconds of processor time.
    static let period: Int64 = 100_000
    /// The weight of a container's processor time that everything has by itself.
    static let usualShares: Int64 = 1024
    /// What a limit is raised to so as to lift it: Docker takes 0 for "leave it" and refuses -1.
    static let unlimitedMemory: Int64 = 1 << 62
    /// The largest limit that Linux takes: whole pages of an `Int64`.
    private static let largestMemory = Int64.max & ~4095

    /// - Parameter places: What to mount in the place of a path of the node, by the index of the mount. The engine refuses
    ///   where such a place is missing; for any other path it would make a directory.
    package static func value(
        _ spec: ContainerSpec, ownership: Ownership, places: [Int: String] = [:]
    ) -> Value {
        var labels = spec.labels.merging(ownership.labels) { _, ours in ours }
        // The image may carry labels of knot's, when it was made of a container: none of them must show through.
        for label in [Ownership.Label.restart, Ownership.Label.restamps] {
            labels[label] = ownership.labels[label] ?? ""
        }
        labels[MakingMark.label] = MakingMark.make()
        var body: FieldMap = [
            "Image": .string(spec.image),
            "Labels": .map(FieldMap(labels)),
            "HostConfig": .map(hostConfig(spec, places)),
            "StopTimeout": .int(seconds(spec.stopGrace)),
        ]
        // A container that shares another's network has that one's name.
        if let hostname = spec.hostname, spec.network?.hasPrefix("container:") != true {
            body["Hostname"] = .string(hostname)
        }
        body["Entrypoint"] = spec.entrypoint.map(list)
        body["Cmd"] = spec.command.map(list)
        body["User"] = spec.user.map(Value.string)
        body["WorkingDir"] = spec.workdir.map(Value.string)
        if !spec.environment.isEmpty { body["Env"] = list(spec.environment) }
        if !spec.ports.isEmpty {
            body["ExposedPorts"] = .map(FieldMap(spec.ports.map { .init(key: port($0), value: [:]) }))
        }
        body["Healthcheck"] = spec.healthcheck.map(healthcheck)
        if let network = spec.network, isNamed(network) {
            body["NetworkingConfig"] = ["EndpointsConfig": .map([network: [:]])]
        }
        return .map(body)
    }

    private static func hostConfig(_ spec: ContainerSpec, _ places: [Int: String]) -> FieldMap {
        var host: FieldMap = ["RestartPolicy": ["Name": "no"]]
        host["NetworkMode"] = spec.network.map(Value.string)
        mount(spec, places, &host)
        if !spec.ports.isEmpty {
            var bindings = FieldMap()
            for mapping in spec.ports {
                // An empty port lets the engine choose.
                let host: Value = [
                    "HostIp": .string(mapping.hostIP),
                    "HostPort": .string(mapping.hostPort == 0 ? "" : String(mapping.hostPort)),
                ]
                bindings[port(mapping)] = .list((bindings[port(mapping)]?.list ?? []) + [host])
            }
            host["PortBindings"] = .map(bindings)
        }
        if spec.privileged { host["Privileged"] = true }
        if spec.initProcess { host["Init"] = true }
        let audit = "CAP_AUDIT_WRITE"
        host["CapAdd"] = list(spec.capAdd.contains(audit) ? spec.capAdd : spec.capAdd + [audit])
        if !spec.capDrop.isEmpty { host["CapDrop"] = list(spec.capDrop) }
        // The one form that every version of Docker and Podman takes.
        if spec.noNewPrivileges { host["SecurityOpt"] = ["no-new-privileges"] }
        host["PidsLimit"] = spec.pidsLimit.map(Value.int)
        if !spec.devices.isEmpty { host["Devices"] = .list(spec.devices.map(device)) }
        if !spec.dns.isEmpty { host["Dns"] = list(spec.dns) }
        if !spec.dnsSearch.isEmpty { host["DnsSearch"] = list(spec.dnsSearch) }
        if !spec.addHost.isEmpty { host["ExtraHosts"] = list(spec.addHost) }
        if let memory = spec.resources.memory {
            host["Memory"] = .int(memory)
            host["MemorySwap"] = .int(swap(memory))
        }
        if let nanos = spec.resources.nanoCPUs {
            host["CpuPeriod"] = .int(period)
            host["CpuQuota"] = .int(quota(nanos))
        }
        host["ShmSize"] = spec.shmSize.map(Value.int)
        if !spec.ulimits.isEmpty {
            host["Ulimits"] = .list(
                spec.ulimits.map { ["Name": .string($0.name), "Soft": .int($0.soft), "Hard": .int($0.hard)] })
        }
        return host
    }

    /// Memory and swap together: twice the memory, as Docker does by itself at creation. Set always, because Docker
    /// refuses to raise memory above a swap limit that was set before.
    static func swap(_ memory: Int64) -> Int64 { memory > largestMemory / 2 ? largestMemory : memory * 2 }

    /// Microseconds of processor time per `period`. A quota, and not `NanoCpus`, because Docker can lift a quota again
    /// and does not refuse more processors than the machine has. 1000 is the least Linux takes.
    static func quota(_ nanoCPUs: Int64) -> Int64 { max(1000, nanoCPUs / 10_000) }

    /// All processors of a machine, as engines write a set of them.
    static func allProcessors(_ count: Int64) -> String { count > 1 ? "0-\(count - 1)" : "0" }

    /// Whole seconds, rounded up, of `milliseconds`.
    static func seconds(_ milliseconds: Int64) -> Int64 {
        milliseconds <= 0 ? 0 : (milliseconds - 1) / 1000 + 1
    }

    /// Whether `network` is a network's name, and not one of the modes.
    static func isNamed(_ network: String) -> Bool {
        !["", "default", "bridge", "host", "none", "private", "slirp4netns", "pasta"].contains(network)
            && !network.hasPrefix("container:") && !network.hasPrefix("ns:")
    }

    private static func port(_ mapping: PortMapping) -> String {
        "\(mapping.containerPort)/\(mapping.transport.rawValue)"
    }

    private static func device(_ text: String) -> Value {
        let parts = text.split(separator: ":").map(String.init)
        let host = parts.first ?? text
        return [
            "PathOnHost": .string(host), "PathInContainer": .string(parts.count > 1 ? parts[1] : host),
            "CgroupPermissions": .string(parts.count > 2 ? parts[2] : "rwm"),
        ]
    }

    private static func healthcheck(_ check: ContainerSpec.Healthcheck) -> Value {
        // Without a test of its own it is the image's check with other times.
        guard !check.test.isEmpty else {
            var fields = FieldMap()
            fields["Interval"] = check.interval.map(nanoseconds)
            fields["Timeout"] = check.timeout.map(nanoseconds)
            fields["StartPeriod"] = check.startPeriod.map(nanoseconds)
            fields["Retries"] = check.retries.map { .int(Int64($0)) }
            return .map(fields)
        }
        var fields: FieldMap = ["Test": list(check.test)]
        guard check.test != ["NONE"] else { return .map(fields) }
        // What is left out an engine takes from the image's own check, which is not this one.
        fields["Interval"] = nanoseconds(written(check.interval) ?? 30_000)
        fields["Timeout"] = nanoseconds(written(check.timeout) ?? 30_000)
        fields["StartPeriod"] = check.startPeriod.map(nanoseconds)
        fields["Retries"] = .int(Int64(check.retries.flatMap { $0 > 0 ? $0 : nil } ?? 3))
        return .map(fields)
    }

    /// Zero means that it is not said.
    private static func written(_ milliseconds: Int64?) -> Int64? { milliseconds.flatMap { $0 > 0 ? $0 : nil } }

    private static func nanoseconds(_ milliseconds: Int64) -> Value {
        .int(milliseconds.multipliedReportingOverflow(by: 1_000_000).overflow ? Int64.max : milliseconds * 1_000_000)
    }

    private static func list(_ texts: [String]) -> Value { .list(texts.map(Value.string)) }
}
