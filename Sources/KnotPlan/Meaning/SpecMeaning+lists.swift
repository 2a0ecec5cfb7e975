import KnotExpression
import KnotModel

/// The items of lists, and the maps, of which `canonical` makes one spelling.
extension SpecMeaning {
    /// Of entries with one name the last counts.
    static func environment(_ entries: [String]) -> [String] {
        var byName: [String: String] = [:]
        for entry in entries { byName[String(entry.prefix { $0 != "=" })] = entry }
        return byName.sorted { $0.key < $1.key }.map(\.value)
    }

    static func ports(_ texts: [String]) -> [String] {
        var mappings: Set<PortMapping> = []
        var others: [String] = []
        for text in texts {
            guard let parsed = try? PortMapping.parse(text) else {
                others.append(text)
                continue
            }
            for var mapping in parsed {
                mapping.hostIP = IPAddress.canonical(mapping.hostIP)
                mappings.insert(mapping)
            }
        }
        func rank(_ mapping: PortMapping) -> (UInt16, String, UInt16, String) {
            (mapping.containerPort, mapping.transport.rawValue, mapping.hostPort, mapping.hostIP)
        }
        return mappings.sorted { rank($0) < rank($1) }.map(\.description) + unique(others)
    }

    static func mounts(_ texts: [String]) -> [String] {
        let mounts = texts.map { text -> (destination: String, text: String) in
            guard !TextTemplate.mayContainExpressions(text), var mount = try? MountReference(parsing: text) else {
                return (text, text)
            }
            if AbsolutePath.isAbsolute(mount.source) { mount.source = path(mount.source) }
            mount.destination = path(mount.destination)
            mount.modes = unique(mount.modes.filter { $0 != "rw" })
            return (mount.destination, mount.description)
        }
        return mounts.sorted { $0 < $1 }.map(\.text)
    }

    static func path(_ text: String) -> String {
        AbsolutePath.isAbsolute(text) && !TextTemplate.mayContainExpressions(text) ? AbsolutePath.normal(text) : text
    }

    static func capabilities(_ texts: [String]) -> [String] {
        let names = texts.map { TextTemplate.mayContainExpressions($0) ? $0 : Capability($0).name }
        return names.contains("ALL") || names.contains("CAP_ALL") ? ["ALL"] : unique(names)
    }

    /// `host:container`, and what may be done with it unless that is everything.
    static func device(_ text: String) -> String {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard !TextTemplate.mayContainExpressions(text), (1...3).contains(parts.count) else { return text }
        if parts.count == 1 { parts.append(parts[0]) }
        if parts.count == 3 {
            let rights = "rwm".filter { parts[2].contains($0) }
            parts[2] = rights
            if rights == "rwm" { parts.removeLast() }
        }
        return parts.joined(separator: ":")
    }

    /// By name; the addresses of one name stay in their order.
    static func hosts(_ texts: [String]) -> [String] {
        let entries = texts.map { text -> (name: String, text: String) in
            let name = String(text.prefix { $0 != ":" })
            guard !TextTemplate.mayContainExpressions(text), name.utf8.count < text.utf8.count else {
                return (text, text)
            }
            return (name, "\(name):\(IPAddress.canonical(String(text.dropFirst(name.count + 1))))")
        }
        let names = Set(entries.map(\.name)).sorted()
        return names.flatMap { name in entries.filter { $0.name == name }.map(\.text) }
    }

    /// `name=soft:hard`, whether written as a map or rendered as a list.
    static func ulimits(_ value: Value) -> Value {
        guard let map = value.map else {
            return value.list.map { .list(unique($0.compactMap(\.string)).map(Value.string)) } ?? value
        }
        return .list(
            map.map { field in
                let soft = field.value.map?["soft"] ?? field.value
                let hard = field.value.map?["hard"] ?? field.value
                return .string("\(field.key)=\(soft.scalarText ?? "\(soft)"):\(hard.scalarText ?? "\(hard)")")
            })
    }

    private static let checkDefaults: [String: Set<Value>] = [
        "interval": ["30s"], "timeout": ["30s"], "retries": [3, "3"], "start_period": ["0s"],
    ]

    /// The defaults are those beside a `test`: without one the rest of the image's own check counts.
    static func healthcheck(_ fields: FieldMap) -> FieldMap {
        var fields = FieldMap(fields.filter { $0.value != .null && $0.value != "" })
        if fields["disable"]?.scalarText == "true" { return ["test": ["NONE"]] }
        fields["disable"] = nil
        if let test = test(fields["test"]) { fields["test"] = test }
        if fields["test"]?.list?.first == "NONE" { return ["test": ["NONE"]] }
        for name in ["interval", "timeout", "start_period"] where fields[name] == "0s" { fields[name] = nil }
        if fields["retries"]?.scalarText == "0" { fields["retries"] = nil }
        guard fields["test"] != nil else { return fields }
        for (name, values) in checkDefaults where fields[name].map(values.contains) == true { fields[name] = nil }
        return fields
    }

    /// As the engines take it: with `CMD`, `CMD-SHELL` or `NONE` first.
    private static func test(_ value: Value?) -> Value? {
        switch value {
        case .string(let text)?: ["CMD-SHELL", .string(text)]
        case .list(let items)? where !items.isEmpty:
            ["CMD", "CMD-SHELL", "NONE"].contains(items.first?.string ?? "")
                ? value : .list([items.count == 1 ? "CMD-SHELL" : "CMD"] + items)
        default: nil
        }
    }
}
