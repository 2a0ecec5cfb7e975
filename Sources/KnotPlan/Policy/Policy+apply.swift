import KnotModel

extension Policy {
    /// Adds what every space of this node gets. Doing it twice changes nothing more.
    package func apply(to spec: inout ContainerSpec) {
        spec.hostPaths = hostPaths
        spec.foreignVolumes = volumes
        if !allowsPublicPorts {
            for index in spec.ports.indices where spec.ports[index].hostIP.isEmpty {
                spec.ports[index].hostIP = "127.0.0.1"
            }
        }
        if let pidsLimit { spec.pidsLimit = min(spec.pidsLimit ?? pidsLimit, pidsLimit) }
        // A privileged container, where it is allowed, is meant to have everything.
        guard !spec.privileged else { return }
        if dropsCapabilities { limitCapabilities(&spec) }
        if forbidsNewPrivileges { spec.noNewPrivileges = true }
    }

    /// Drops all, and adds back the minimal set less what the template drops by name, and what the template adds.
    private func limitCapabilities(_ spec: inout ContainerSpec) {
        let dropped = spec.capDrop.map(Capability.init)
        let added = spec.capAdd.map(Capability.init)
        spec.capDrop = [Capability.all.name]
        guard !dropped.contains(.all), !added.contains(.all) else { return }
        spec.capAdd += Capability.minimal.filter { !dropped.contains($0) && !added.contains($0) }.map(\.name)
    }
}
