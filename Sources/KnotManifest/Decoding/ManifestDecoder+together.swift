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

    /// Whether there is anything under the key, right or wrong: what is wrong is reported already.
    private func isWritten(_ key: String, _ entries: [Node.Entry]) -> Bool {
        guard let node = entries.first(where: { $0.key == key })?.value, !node.isNull else { return false }
        if case .scalar(let text, _) = node.content { return !text.isEmpty }
        return true
    }

    /// One port of the node, whatever the address.
    private struct HostPort: Hashable {
        var number: UInt16
        var transport: PortMapping.Transport
    }

    /// Every port of the node leads to one place.
    mutating func checkPorts(_ container: FieldMap, _ entries: [Node.Entry], at mark: Mark) {
        // The addresses at which each is published.
        var taken: [HostPort: [String]] = [:]
        for (index, text) in (container["ports"]?.list ?? []).compactMap(\.string).enumerated() {
            guard !Self.mayHoldExpression(text), let mappings = try? PortMapping.parse(text) else { continue }
            let place = place([.key("container"), .key("ports"), .index(index)], entries, or: mark)
            for mapping in mappings where mapping.hostPort != 0 {
                let port = HostPort(number: mapping.hostPort, transport: mapping.transport)
                if taken[port, default: []].contains(where: { Self.collide($0, mapping.hostIP) }) {
                    error(
                        place,
                        "container.ports[\(index)]: port \(port.number)/\(port.transport.rawValue) of the node is "
                            + "published already",
                        hint: "write another port before the ':', or 0 to let the engine choose")
                    break
                }
                taken[port, default: []].append(mapping.hostIP)
            }
        }
    }

    /// Whether two addresses cannot both have a port. No address is the node's usual one.
    private static func collide(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        guard a.contains(":") == b.contains(":") else { return false }
        return [a, b].contains { $0 == "0.0.0.0" || $0 == "::" }
    }
}
