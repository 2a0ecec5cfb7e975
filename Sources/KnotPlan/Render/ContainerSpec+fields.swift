import KnotModel

extension ContainerSpec {
    /// The field form, in the words of a template's `container`: with protected values sealed, what the label `knot.spec`
    /// stores, and, in the one spelling that `SpecMeaning` gives it, what the spec hash covers and differences are named by.
    package var fields: FieldMap {
        var fields: FieldMap = ["container_name": .string(name), "image": .string(image)]
        func set(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { fields[key] = .string(text) }
        }
        func set(_ key: String, _ items: [String]?) {
            if let items, !items.isEmpty { fields[key] = .list(items.map(Value.string)) }
        }
        set("hostname", hostname)
        set("entrypoint", entrypoint)
        set("command", command)
        set("user", user)
        set("workdir", workdir)
        set("environment", environment)
        if !labels.isEmpty { fields["labels"] = .map(FieldMap(labels)) }
        set("ports", ports.map(\.description))
        set("volumes", mounts.map(\.description))
        set("network", network)
        set("networks", networks)
        if privileged { fields["privileged"] = true }
        if initProcess { fields["init"] = true }
        set("cap_add", capAdd)
        set("cap_drop", capDrop)
        set("devices", devices)
        set("dns", dns)
        set("dns_search", dnsSearch)
        set("add_host", addHost)
        set("memory", resources.memory.map { ByteCount(bytes: $0).description })
        set("cpus", resources.nanoCPUs.map { CPUCount(nanos: $0).description })
        set("shm_size", shmSize.map { ByteCount(bytes: $0).description })
        set("ulimits", ulimits.map { "\($0.name)=\($0.soft):\($0.hard)" })
        if let healthcheck { fields["healthcheck"] = .map(healthcheck.fields) }
        if stopGrace != 10_000 { fields["stop_grace"] = .string(Span(milliseconds: stopGrace).description) }
        if noNewPrivileges { fields["no_new_privileges"] = true }
        if let pidsLimit { fields["pids_limit"] = .int(pidsLimit) }
        return fields
    }

    /// What differs between two canonical field forms, as paths of the template.
    package static func differences(from applied: FieldMap, to desired: FieldMap) -> [FieldDifference] {
        Difference.between(applied, desired, prefix: "container") { _ in .restart }
    }

    /// The resources a container was made with, read back from its canonical field form.
    package static func resources(of applied: FieldMap) -> Resources {
        Resources(
            memory: applied["memory"]?.string.flatMap { try? ByteCount(parsing: $0).bytes },
            nanoCPUs: applied["cpus"]?.string.flatMap { try? CPUCount(parsing: $0).nanos }.map(CPUCount.settable))
    }

    /// The stop grace, in milliseconds, read back from a canonical field form.
    package static func stopGrace(of applied: FieldMap) -> Int64 {
        applied["stop_grace"]?.string.flatMap { try? Span(parsing: $0).milliseconds } ?? 10_000
    }
}

extension ContainerSpec.Mount: CustomStringConvertible {
    package var description: String {
        let source =
            switch source {
            case .path(let path): path
            case .volume(let name): name
            }
        return "\(source):\(destination)" + (modes.isEmpty ? "" : ":" + modes.joined(separator: ","))
    }
}

extension ContainerSpec.Healthcheck {
    fileprivate var fields: FieldMap {
        var fields = FieldMap()
        if !test.isEmpty { fields["test"] = .list(test.map(Value.string)) }
        for (key, span) in [("interval", interval), ("timeout", timeout), ("start_period", startPeriod)] {
            if let span { fields[key] = .string(Span(milliseconds: span).description) }
        }
        if let retries { fields["retries"] = .int(Int64(retries)) }
        return fields
    }
}
