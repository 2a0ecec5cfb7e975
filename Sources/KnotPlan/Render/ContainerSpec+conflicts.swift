import KnotModel

extension ContainerSpec {
    /// Refuses what an engine would refuse at every try, or of which it would drop one: two mounts at one place of the
    /// container, two devices there, one port of the node published twice. Names both entries.
    func checkConflicts(_ reader: FieldReader) throws(Failure) {
        try checkRepeats("volumes", mounts.map { AbsolutePath.normal($0.destination) }, reader)
        try checkDevices(reader)
        var taken: [UInt16: [PortMapping]] = [:]
        for port in ports where port.hostPort != 0 {
            if let first = taken[port.hostPort, default: []].first(where: { $0.collides(with: port) }) {
                throw reader.failure(
                    "ports",
                    "'\(port)' asks for a port of the node that '\(first)' has already; write another port before the "
                        + "':', or 0 to let the engine choose")
            }
            taken[port.hostPort, default: []].append(port)
        }
    }

    private func checkRepeats(_ field: String, _ items: [String], _ reader: FieldReader) throws(Failure) {
        var seen: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            if let first = seen[item] {
                throw reader.failure(
                    "\(field)[\(index)]", "'\(item)' is what \(field)[\(first)] has already; leave one of the two out")
            }
            seen[item] = index
        }
    }

    /// The very same device twice harms nothing.
    private func checkDevices(_ reader: FieldReader) throws(Failure) {
        var seen: [String: (host: String, index: Int)] = [:]
        for (index, device) in devices.enumerated() {
            let parts = device.split(separator: ":").map { AbsolutePath.normal(String($0)) }
            guard let host = parts.first else { continue }
            let place = parts.count > 1 ? parts[1] : host
            if let first = seen[place], first.host != host {
                throw reader.failure(
                    "devices[\(index)]",
                    "'\(place)' is what devices[\(first.index)] has already; leave one of the two out")
            }
            seen[place] = (host, index)
        }
    }
}
