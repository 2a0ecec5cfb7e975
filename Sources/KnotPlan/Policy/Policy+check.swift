import KnotModel

extension Policy {
    /// Everything in `spec` that this policy forbids, in the order of the fields; the same before `apply(to:)` and after.
    package func check(_ spec: ContainerSpec) -> [PolicyViolation] {
        var result: [PolicyViolation] = []
        func refuse(_ rule: PolicyViolation.Rule, _ field: String, _ value: String) {
            result.append(PolicyViolation(rule, field: "container.\(field)", value: value))
        }
        if spec.privileged, !allowsPrivileged { refuse(.privileged, "privileged", "true") }
        if !allowsHostNamespaces {
            if let network = spec.network, Self.isForeign(network) { refuse(.hostNamespaces, "network", network) }
            for network in spec.networks where Self.isForeign(network) {
                refuse(.hostNamespaces, "networks", network)
            }
        }
        for device in spec.devices where !allows(device: device) { refuse(.devices, "devices", device) }
        for capability in spec.capAdd where !allows(Capability(capability)) {
            refuse(.capabilities, "cap_add", capability)
        }
        for mount in spec.mounts {
            switch mount.hostPath.flatMap({ hostPaths?.fault(of: $0) }) {
            case .outside?: refuse(.hostPaths, "volumes", mount.description)
            case .engineSocket?: refuse(.engineSockets, "volumes", mount.description)
            case nil: break
            }
        }
        for port in spec.ports where !allowsPublicPorts && !port.hostIP.isEmpty && !Self.isLoopback(port.hostIP) {
            refuse(.publicPorts, "ports", port.description)
        }
        return result
    }

    /// Those of the directories to be made for a space that this policy forbids.
    package func check(directories: [String]) -> [PolicyViolation] {
        directories.compactMap { path in
            switch hostPaths?.fault(of: path) {
            case .outside?: PolicyViolation(.hostPaths, field: "paths", value: path)
            case .engineSocket?: PolicyViolation(.engineSockets, field: "paths", value: path)
            case nil: nil
            }
        }
    }

    /// A network namespace that is not the container's own.
    private static func isForeign(_ network: String) -> Bool {
        network == "host" || network.hasPrefix("container:") || network.hasPrefix("ns:")
    }

    private func allows(device: String) -> Bool {
        guard let devices else { return true }
        let path = device.split(separator: ":", maxSplits: 1).first.map(String.init) ?? device
        return devices.contains(path)
    }

    private func allows(_ capability: Capability) -> Bool {
        guard let capabilities else { return true }
        return capabilities.contains(.all) || capabilities.contains(capability)
            || Capability.minimal.contains(capability)
    }

    static func isLoopback(_ address: String) -> Bool {
        address == "::1" || (PortMapping.isIPv4(address) && address.hasPrefix("127."))
    }
}

extension ContainerSpec.Mount {
    /// The path of the node that it mounts. An engine takes whatever begins with `/` for a path, whoever called it a
    /// volume.
    package var hostPath: String? {
        switch source {
        case .path(let path): path
        case .volume(let name): AbsolutePath.isAbsolute(name) ? name : nil
        }
    }
}
