/// What the administrator of a node lets spaces do: decided in knot.toml, never in a manifest.
///
/// It is asked twice, by the same functions: when a manifest is applied, and again by the node that makes the container,
/// because a node does not trust whoever wrote the record. `apply(to:)` adds what every space gets and `check(_:)` names
/// what a space may not have. The rules follow the OWASP Docker cheat sheet and section 5 of the CIS Docker benchmark.
package struct Policy: Sendable, Hashable {
    /// Every right of the node's root.
    package var allowsPrivileged: Bool
    /// The network of the node itself, or of another container.
    package var allowsHostNamespaces: Bool
    /// Paths of devices on the node that spaces may have; `nil` is any.
    package var devices: [String]?
    /// Capabilities that spaces may add to `Capability.minimal`; `nil`, and `ALL` in the list, is any.
    package var capabilities: [Capability]?
    /// Which paths of the node may be mounted; `nil` is any.
    package var hostPaths: HostPathRule?
    /// Which volumes may be mounted that knot did not make; `nil` is any.
    package var volumes: VolumeRule?
    /// Ports on other addresses of the node than the loopback ones. When false, a port without an address is published
    /// on 127.0.0.1.
    package var allowsPublicPorts: Bool
    /// All capabilities but `Capability.minimal` are taken away.
    package var dropsCapabilities: Bool
    /// No program in a space gains rights by being started, as `sudo` does.
    package var forbidsNewPrivileges: Bool
    /// The most processes and threads of a space; `nil` is the engine's own limit.
    package var pidsLimit: Int64?

    package init(
        allowsPrivileged: Bool = false, allowsHostNamespaces: Bool = false, devices: [String]? = [],
        capabilities: [Capability]? = [], hostPaths: HostPathRule? = HostPathRule(),
        volumes: VolumeRule? = VolumeRule(), allowsPublicPorts: Bool = false,
        dropsCapabilities: Bool = true, forbidsNewPrivileges: Bool = true, pidsLimit: Int64? = 4096
    ) {
        self.allowsPrivileged = allowsPrivileged
        self.allowsHostNamespaces = allowsHostNamespaces
        self.devices = devices
        self.capabilities = capabilities
        self.hostPaths = hostPaths
        self.volumes = volumes
        self.allowsPublicPorts = allowsPublicPorts
        self.dropsCapabilities = dropsCapabilities
        self.forbidsNewPrivileges = forbidsNewPrivileges
        self.pidsLimit = pidsLimit
    }

    /// A server's policy when knot.toml says nothing: nothing that reaches beyond the container.
    package static let strict = Policy()

    /// Refuses nothing and adds nothing.
    package static let unrestricted = Policy(
        allowsPrivileged: true, allowsHostNamespaces: true, devices: nil, capabilities: nil, hostPaths: nil,
        volumes: nil, allowsPublicPorts: true, dropsCapabilities: false, forbidsNewPrivileges: false, pidsLimit: nil)
}
