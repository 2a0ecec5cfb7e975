import KnotModel

/// Something a space asks for and the node's policy forbids.
package struct PolicyViolation: Sendable, Hashable {
    package enum Rule: String, Sendable, Hashable, CaseIterable {
        case privileged
        case hostNamespaces = "host namespaces"
        case devices
        case capabilities
        case hostPaths = "host paths"
        case engineSockets = "engine sockets"
        case publicPorts = "public ports"
        case volumes = "volumes"

        /// What in knot.toml permits it.
        package var setting: String {
            switch self {
            case .privileged: "policy.allow_privileged"
            case .hostNamespaces: "policy.allow_host_namespaces"
            case .devices: "policy.allowed_devices"
            case .capabilities: "policy.allowed_capabilities"
            case .hostPaths: "policy.allowed_paths"
            case .engineSockets: "policy.allow_engine_sockets"
            case .publicPorts: "policy.allow_public_ports"
            case .volumes: "policy.allowed_volumes"
            }
        }

        fileprivate var reason: String {
            switch self {
            case .privileged: "it has every right of the node's root"
            case .hostNamespaces: "a space has a network of its own"
            case .devices: "the device is not among those allowed"
            case .capabilities: "the capability is not among those allowed"
            case .hostPaths: "the path is outside the directories allowed"
            case .engineSockets: "whoever reaches an engine's socket is root on the node"
            case .publicPorts: "ports are published on 127.0.0.1 only"
            case .volumes: "it is a volume of the engine that knot did not make"
            }
        }
    }

    package var rule: Rule
    /// As a template names it: `container.privileged`.
    package var field: String
    /// What was asked for.
    package var value: String

    package init(_ rule: Rule, field: String, value: String) {
        self.rule = rule
        self.field = field
        self.value = value
    }

    /// The rule, the value, and who can change it.
    package var message: String {
        "the node's policy on \(rule.rawValue) refuses \(field) '\(value)': \(rule.reason); change the template, or ask "
            + "the administrator of the node, who can permit it with \(rule.setting) in knot.toml" + line
    }

    /// Whose value cannot be read off the template's own.
    private var line: String {
        rule == .volumes ? ": `allowed_volumes = [\"\(value)\"]` in the section [policy]" : ""
    }

    package func failure(subject: String) -> Failure { Failure(.refusedByPolicy, subject: subject, message) }
}
