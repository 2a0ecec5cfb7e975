import KnotModel

/// What the administrator lets the spaces of this node do: see `Policy`. Where nothing is said, nothing is allowed.
extension Setting {
    static let policy: [Setting] = [
        Setting(
            "policy.allow_privileged", "policy-allow-privileged", false,
            "Let spaces be privileged: root on this node in all but name."),
        Setting(
            "policy.allow_host_namespaces", "policy-allow-host-namespaces", false,
            "Let spaces use the network of this node or of another container."),
        Setting(
            "policy.allowed_devices", "policy-allowed-devices", [],
            "Devices of this node that spaces may have: /dev/kvm."),
        Setting(
            "policy.allowed_capabilities", "policy-allowed-capabilities", [],
            "Capabilities that spaces may add to the minimal set: CAP_NET_RAW; ALL is any."),
        Setting(
            "policy.allowed_paths", "policy-allowed-paths", [],
            "Directories of this node that spaces may mount, and all below; links are resolved."),
        Setting(
            "policy.allow_engine_sockets", "policy-allow-engine-sockets", false,
            "Let spaces mount an engine's socket: whoever has it is root on this node."),
        Setting(
            "policy.allowed_volumes", "policy-allowed-volumes", [],
            "Volumes that spaces may mount though knot did not make them: nfs-home; data-* is any that begins so."),
        Setting(
            "policy.allow_public_ports", "policy-allow-public-ports", false,
            "Let spaces publish ports on every address of this node, not only on 127.0.0.1."),
        Setting(
            "policy.drop_capabilities", "policy-drop-capabilities", true,
            "Take all capabilities from spaces but a minimal set and those they add."),
        Setting(
            "policy.no_new_privileges", "policy-no-new-privileges", true,
            "Keep programs in spaces from gaining rights when started; sudo no longer works."),
        Setting(
            "policy.pids_limit", "policy-pids-limit", 4096,
            "The most processes and threads of a space; 0 is the engine's own limit."),
    ]
}
