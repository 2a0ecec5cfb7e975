import KnotModel

/// One spelling for all container specs that mean the same.
///
/// Works on the fields of a template's `container`, as written or as rendered: what is still an expression, and what does
/// not parse, is kept as it is. Applied twice it changes nothing more.
///
/// | field | what makes no difference |
/// |---|---|
/// | all | an empty text or list, `null`, and a documented default written out |
/// | `environment` | order; of entries with one name the last counts, as in the engines |
/// | `ports` | order, ranges written out, the protocol `tcp`, the spelling of an IPv6 address |
/// | `volumes` | order, `rw`, order of modes, slashes at the end |
/// | `cap_add`, `cap_drop` | order, case, the prefix `CAP_`; `CAP_AUDIT_WRITE`, which is always added |
/// | `devices`, `networks`, `ulimits` | order; a device's `rwm`; a network that is the first one already |
/// | `add_host` | order of the names, but not of one name's addresses |
/// | `image` | Docker Hub's own name, `library/`, `latest` |
/// | `workdir` | slashes at the end |
/// | `healthcheck` | the defaults beside a `test`; `disable` for the test `NONE` |
///
/// The order of `command`, `entrypoint`, `dns` and `dns_search` counts. So does the address `0.0.0.0` of a port: without
/// an address, engines publish on IPv6 too.
package enum SpecMeaning {
    package static func canonical(_ fields: FieldMap) -> FieldMap {
        var result = FieldMap()
        for field in fields where !isNothing(field.value) {
            guard let value = canonical(field.key, field.value, fields), !isNothing(value) else { continue }
            result[field.key] = value
        }
        return result
    }

    /// The paths of a template's `container` that mean the same in two templates.
    package static func sameFields(_ a: FieldMap?, _ b: FieldMap?) -> Set<String> {
        guard let a, let b else { return [] }
        let (one, other) = (canonical(a), canonical(b))
        return Set((a.keys + b.keys).filter { one[$0] == other[$0] }.map { "container." + $0 })
    }

    /// What leaving the field out means, where that is a value that can be written.
    private static let defaults: [String: Value] = [
        "network": "bridge", "pull": "missing", "privileged": false, "init": false, "shm_size": "64m",
        "stop_grace": "10s",
    ]

    private static func canonical(_ name: String, _ value: Value, _ fields: FieldMap) -> Value? {
        if value == defaults[name] { return nil }
        switch name {
        // Read for the sake of old files.
        case "shell": return nil
        case "image": return text(value) { (try? ImageReference(parsing: $0))?.canonical ?? $0 }
        case "workdir": return text(value, path)
        case "environment": return list(value, environment)
        case "ports": return list(value, ports)
        case "volumes": return list(value, mounts)
        case "cap_add": return list(value) { capabilities($0).filter { $0 != "CAP_AUDIT_WRITE" } }
        case "cap_drop": return list(value, capabilities)
        case "devices": return list(value) { unique($0.map(device)) }
        case "networks": return list(value) { unique($0).filter { $0 != fields["network"]?.scalarText } }
        case "add_host": return list(value, hosts)
        case "dns": return list(value) { $0.map(IPAddress.canonical) }
        case "ulimits": return ulimits(value)
        case "healthcheck": return value.map.map { .map(healthcheck($0)) } ?? value
        default: return value
        }
    }

    private static func isNothing(_ value: Value) -> Bool {
        switch value {
        case .null, "", [], [:]: true
        default: false
        }
    }

    private static func text(_ value: Value, _ canonical: (String) -> String) -> Value {
        value.string.map { .string(canonical($0)) } ?? value
    }

    /// A scalar counts as a list of one.
    private static func list(_ value: Value, _ canonical: ([String]) -> [String]) -> Value {
        let items = value.list ?? [value]
        let texts = items.compactMap(\.scalarText)
        guard texts.count == items.count else { return value }
        return .list(canonical(texts.filter { !$0.isEmpty }).map(Value.string))
    }

    static func unique(_ texts: [String]) -> [String] { Set(texts).sorted() }
}
