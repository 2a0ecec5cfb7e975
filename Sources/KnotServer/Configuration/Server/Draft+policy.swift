import KnotModel
import KnotPlan

extension ServerConfiguration.Draft {
    mutating func policy() -> Policy {
        Policy(
            allowsPrivileged: values.flag("policy.allow_privileged"),
            allowsHostNamespaces: values.flag("policy.allow_host_namespaces"),
            devices: absolute("policy.allowed_devices"),
            capabilities: capabilities(),
            hostPaths: HostPathRule(
                allowed: absolute("policy.allowed_paths"),
                allowsEngineSockets: values.flag("policy.allow_engine_sockets")),
            volumes: VolumeRule(allowed: values.list("policy.allowed_volumes")),
            allowsPublicPorts: values.flag("policy.allow_public_ports"),
            dropsCapabilities: values.flag("policy.drop_capabilities"),
            forbidsNewPrivileges: values.flag("policy.no_new_privileges"),
            pidsLimit: pidsLimit())
    }

    private mutating func absolute(_ key: String) -> [String] {
        let paths = values.list(key)
        for path in paths where !path.hasPrefix("/") {
            values.fail(key: key, "'\(path)' is not an absolute path; write it from '/' on")
        }
        return paths
    }

    private mutating func capabilities() -> [Capability] {
        let key = "policy.allowed_capabilities"
        return values.list(key).map { text in
            if text.isEmpty
                || !text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || Character(UnicodeScalar($0)).isLetter })
            {
                values.fail(key: key, "'\(text)' is not a capability; write CAP_NET_RAW, or ALL for any")
            }
            return Capability(text)
        }
    }

    private mutating func pidsLimit() -> Int64? {
        let key = "policy.pids_limit"
        let number = values.number(key)
        guard (0...4_194_304).contains(number) else {
            values.fail(key: key, "\(number) is out of range; it must be 0 to 4194304")
            return nil
        }
        return number == 0 ? nil : Int64(number)
    }
}
