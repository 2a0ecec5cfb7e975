import KnotModel
import KnotPlan
import KnotServer
import Testing

@Suite struct PolicySettingTests {
    @Test func nothingSaidIsTheStrictPolicy() throws {
        #expect(try load().configuration.policy == .strict)
        #expect(try load("[policy]\n").configuration.policy == .strict)
    }

    @Test func theFileDecides() throws {
        let text = """
            [policy]
            allow_privileged = true
            allow_host_namespaces = true
            allowed_devices = ["/dev/kvm"]
            allowed_capabilities = ["NET_RAW", "CAP_SYS_PTRACE"]
            allowed_paths = ["/srv/", "/data"]
            allow_engine_sockets = true
            allowed_volumes = ["nfs", "data-*"]
            allow_public_ports = true
            drop_capabilities = false
            no_new_privileges = false
            pids_limit = 0
            """
        let expected = Policy(
            allowsPrivileged: true, allowsHostNamespaces: true, devices: ["/dev/kvm"],
            capabilities: [Capability("CAP_NET_RAW"), Capability("CAP_SYS_PTRACE")],
            hostPaths: HostPathRule(allowed: ["/srv", "/data"], allowsEngineSockets: true),
            volumes: VolumeRule(allowed: ["nfs", "data-*"]), allowsPublicPorts: true,
            dropsCapabilities: false, forbidsNewPrivileges: false, pidsLimit: nil)
        #expect(try load(text).configuration.policy == expected)
    }

    @Test func flagsAndVariablesDecideToo() throws {
        let flags = ["--policy-allowed-paths", "/srv,/data", "--no-policy-no-new-privileges"]
        let policy = try load(arguments: flags).configuration.policy
        #expect(policy.hostPaths?.allowed == ["/srv", "/data"])
        #expect(!policy.forbidsNewPrivileges)
        #expect(try load(environment: ["KNOT_POLICY_PIDS_LIMIT": "100"]).configuration.policy.pidsLimit == 100)
    }

    @Test(arguments: [
        (#"allowed_paths = ["srv"]"#, "policy.allowed_paths: 'srv' is not an absolute path"),
        (#"allowed_devices = ["kvm"]"#, "policy.allowed_devices: 'kvm' is not an absolute path"),
        (#"allowed_capabilities = ["NET RAW"]"#, "'NET RAW' is not a capability"),
        ("pids_limit = -1", "-1 is out of range"), ("allow_privleged = true", "did you mean policy.allow_privileged?"),
    ])
    func mistakesAreTold(line: String, expected: String) {
        let found = problems("[policy]\n\(line)\n")
        #expect(found.count == 1)
        #expect(found.first?.contains(expected) == true)
    }
}
