import KnotModel
import KnotYAML

/// Fields of a template of which one means nothing without the other.
extension ManifestDecoder {
    mutating func checkTogether(_ fields: FieldMap, _ entries: [Node.Entry], at mark: Mark) {
        let examples = ["tcp": "8080", "http": "http://localhost:8080/", "program": "test -f /ready"]
        if let type = fields["health_check_type"]?.string, let example = examples[type],
            fields["health_check_config"]?.scalarText?.isEmpty == true || !isWritten("health_check_config", entries)
        {
            error(
                place([.key("health_check_type")], entries, or: mark),
                "health_check_type: '\(type)' needs 'health_check_config'",
                hint: "for example 'health_check_config: \(example)'")
        }
        if case .int(let count)? = fields["max_uptime"], count > 0, !isWritten("max_uptime_unit", entries) {
            error(
                place([.key("max_uptime")], entries, or: mark), "max_uptime: \(count) needs 'max_uptime_unit'",
                hint: "minute, hour or day; 'disabled' for none")
        }
        checkSchedule(fields, entries, at: mark)
        guard case .sequence(let days)? = entries.first(where: { $0.key == "schedule" })?.value.content else { return }
        for (index, day) in (fields["schedule"]?.list ?? []).enumerated() where day.map?["enabled"] == true {
            guard days.indices.contains(index), case .mapping(let day) = days[index].content else { continue }
            let (from, to) = (isWritten("from", day), isWritten("to", day))
            guard from != to else { continue }
            error(
                place([.key("schedule"), .index(index)], entries, or: mark),
                "schedule[\(index)]: '\(from ? "from" : "to")' needs '\(from ? "to" : "from")'",
                hint: "write both; without either it is the whole day")
        }
    }

    /// A schedule without hours keeps every space of the template stopped.
    private mutating func checkSchedule(_ fields: FieldMap, _ entries: [Node.Entry], at mark: Mark) {
        guard fields["schedule_enabled"] == true else { return }
        let place = place([.key("schedule_enabled")], entries, or: mark)
        let example =
            "for example 'schedule: [{enabled: false}, {enabled: true, from: 9:00am, to: 5:30pm}]', Sunday first"
        guard isWritten("schedule", entries) else {
            error(place, "schedule_enabled: it needs 'schedule', the hours in which spaces may run", hint: example)
            return
        }
        guard let days = fields["schedule"]?.list, !days.contains(where: { $0.map?["enabled"] == true }) else { return }
        warning(
            place, "schedule_enabled: no day of 'schedule' is enabled, so no space of this template ever runs",
            hint: example)
    }

    /// Whether there is anything under the key, right or wrong: what is wrong is reported already.
    private func isWritten(_ key: String, _ entries: [Node.Entry]) -> Bool {
        guard let node = entries.first(where: { $0.key == key })?.value, !node.isNull else { return false }
        if case .scalar(let text, _) = node.content { return !text.isEmpty }
        return true
    }

    /// No two entries of a list of the container come to the same, as `key` says; `nil` is left alone.
    mutating func checkRepeats(
        _ field: String, _ container: FieldMap, _ entries: [Node.Entry], at mark: Mark, key: (String) -> String?
    ) {
        var seen: [String: Mark] = [:]
        for (index, text) in (container[field]?.list ?? []).compactMap(\.string).enumerated() {
            guard !Self.mayHoldExpression(text), let key = key(text) else { continue }
            let place = place([.key("container"), .key(field), .index(index)], entries, or: mark)
            if let first = seen[key] {
                let what = field == "networks" ? "'\(key)' is joined" : "something else is at '\(key)'"
                error(place, "container.\(field)[\(index)]: \(what) already", hint: Self.repeatHint(first))
            } else {
                seen[key] = place
            }
        }
    }

    /// What is right where something is given twice.
    static func repeatHint(_ first: Mark) -> String {
        "it is already at line \(first.line), column \(first.column); keep one of the two"
    }

    /// Every port of the node leads to one place.
    mutating func checkPorts(_ container: FieldMap, _ entries: [Node.Entry], at mark: Mark) {
        var taken: [UInt16: [(mapping: PortMapping, place: Mark)]] = [:]
        for (index, text) in (container["ports"]?.list ?? []).compactMap(\.string).enumerated() {
            guard !Self.mayHoldExpression(text), let mappings = try? PortMapping.parse(text) else { continue }
            let place = place([.key("container"), .key("ports"), .index(index)], entries, or: mark)
            for mapping in mappings {
                if let first = taken[mapping.hostPort]?.first(where: { Self.meet($0.mapping, mapping) }) {
                    let port = "\(mapping.hostPort)/\(mapping.transport.rawValue)"
                    error(
                        place,
                        mapping.hostPort == 0
                            ? "container.ports[\(index)]: '\(mapping)' is given twice"
                            : "container.ports[\(index)]: port \(port) of the node is published already",
                        hint: "at line \(first.place.line), column \(first.place.column); "
                            + (mapping.hostPort == 0
                                ? "keep one of the two"
                                : "write another port before the ':', or 0 to let the engine choose"))
                    break
                }
                taken[mapping.hostPort, default: []].append((mapping, place))
            }
        }
    }

    /// Whether two mappings cannot both be published, wherever that is. No address is the node's usual one, which its
    /// administrator chooses: the IPv4 loopback address, or all.
    private static func meet(_ a: PortMapping, _ b: PortMapping) -> Bool {
        guard a.hostPort != 0 else { return a == b }
        guard a.transport == b.transport else { return false }
        let addresses = [a.hostIP, b.hostIP]
        if addresses.contains("") { return addresses.allSatisfy { ["", "0.0.0.0", "127.0.0.1"].contains($0) } }
        return a.collides(with: b)
    }
}
