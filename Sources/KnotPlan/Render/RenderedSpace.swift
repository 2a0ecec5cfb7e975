import KnotModel

/// What a space's template comes to for this space: every variable substituted, every name resolved.
package struct RenderedSpace: Sendable, Hashable {
    package enum PullPolicy: String, Sendable, Hashable { case always, missing, never }

    package var key: ResourceKey
    package var container: ContainerSpec
    /// `container.fields` with keyed digests in place of what involves protected variables: what is hashed, stored in the
    /// container's label, and compared.
    package var fields: FieldMap
    package var hash: String
    /// The volumes the space owns: engine names, sorted.
    package var volumes: [String]
    /// The cluster's `Volume` resources it mounts, sorted.
    package var sharedVolumes: [String]
    /// The template's volumes marked `shared` that it mounts, by their literal names, sorted.
    package var commonVolumes: [String] = []
    /// The directories of the node that are made for it: absolute paths, sorted.
    package var directories: [String] = []
    package var pull: PullPolicy
    package var auth: RegistryAuth?
    /// Whether volumes that the template no longer names are removed.
    package var prunesVolumes: Bool
    /// What of the container involves protected variables.
    package var secrets = SecretFields()
    /// What the node's policy forbids in `container`; no container is made while there is any.
    package var violations: [PolicyViolation] = []
}

/// What rendering needs besides the space and its template.
package struct RenderContext: Sendable {
    /// The `server` group of expressions.
    package var server: FieldMap
    /// The zone whose variables count; `nil` for a node without one.
    package var zone: String?
    /// What `~` and relative host paths are resolved against; empty: such paths are refused.
    package var homeDirectory: String
    package var workingDirectory: String
    /// What the node's administrator lets spaces do.
    package var policy: Policy
    /// The key of the digests that stand in labels in place of protected values.
    package var labelKey: [UInt8]

    package init(
        server: FieldMap = [:], zone: String? = nil, homeDirectory: String = "", workingDirectory: String = "",
        policy: Policy = .unrestricted, labelKey: [UInt8] = []
    ) {
        self.server = server
        self.zone = zone
        self.homeDirectory = homeDirectory
        self.workingDirectory = workingDirectory
        self.policy = policy
        self.labelKey = labelKey
    }
}
