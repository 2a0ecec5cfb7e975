import KnotModel
import KnotPlan
import Testing

@Suite struct PolicyTests {
    private func spec(_ change: (inout ContainerSpec) -> Void) -> ContainerSpec {
        var spec = ContainerSpec(name: "alice.web", image: "ubuntu:24.04")
        change(&spec)
        return spec
    }

    /// What `policy` refuses, as `rule field`; the same before and after its defaults are added.
    private func refused(
        _ policy: Policy = .strict, sourceLocation: SourceLocation = #_sourceLocation,
        _ change: (inout ContainerSpec) -> Void
    ) -> [String] {
        var spec = spec(change)
        let before = policy.check(spec)
        policy.apply(to: &spec)
        #expect(policy.check(spec).map(\.rule) == before.map(\.rule), sourceLocation: sourceLocation)
        return before.map { "\($0.rule.rawValue) \($0.field)" }
    }

    @Test func anOrdinarySpaceIsFine() {
        #expect(
            refused {
                $0.ports = [
                    .init(hostPort: 80, containerPort: 80), .init(hostIP: "127.0.0.2", hostPort: 81, containerPort: 81),
                    .init(hostIP: "::1", hostPort: 82, containerPort: 82),
                ]
                $0.mounts = [.init(source: .volume("knot.alice.web.home"), destination: "/home")]
                $0.network = "team"
                $0.networks = ["other"]
                $0.capAdd = ["CAP_CHOWN", "setuid"]
            } == [])
    }

    @Test func privilegedIsRefused() {
        #expect(refused { $0.privileged = true } == ["privileged container.privileged"])
        #expect(refused(Policy(allowsPrivileged: true)) { $0.privileged = true } == [])
    }

    @Test(arguments: ["host", "container:other", "ns:/proc/1/ns/net"]) func foreignNetworksAreRefused(network: String) {
        #expect(refused { $0.network = network } == ["host namespaces container.network"])
        #expect(refused { $0.networks = [network] } == ["host namespaces container.networks"])
        #expect(refused(Policy(allowsHostNamespaces: true)) { $0.network = network } == [])
    }

    @Test func devicesAreRefusedUnlessNamed() {
        #expect(refused { $0.devices = ["/dev/kvm", "/dev/sda:/dev/x:r"] }.count == 2)
        let policy = Policy(devices: ["/dev/kvm"])
        #expect(refused(policy) { $0.devices = ["/dev/kvm:/dev/kvm:rw"] } == [])
        #expect(refused(policy) { $0.devices = ["/dev/kvm/../sda"] } == ["devices container.devices"])
    }

    @Test func capabilitiesAreRefusedUnlessMinimalOrNamed() {
        for name in ["CAP_SYS_ADMIN", "ALL", "all", "net_raw", "CAP_MKNOD"] {
            #expect(refused { $0.capAdd = [name] } == ["capabilities container.cap_add"], "\(name)")
            #expect(refused(Policy(capabilities: [.all])) { $0.capAdd = [name] } == [])
        }
        #expect(refused(Policy(capabilities: [Capability("net_raw")])) { $0.capAdd = ["CAP_NET_RAW"] } == [])
    }

    @Test(arguments: ["/", "/etc", "/srv2", "/srv/../etc", "//etc/./x", "/srv/data/../../root"])
    func pathsAreRefusedOutsideTheAllowed(path: String) {
        let policy = Policy(hostPaths: HostPathRule(allowed: ["/srv/"]))
        let refusals = refused(policy) { $0.mounts = [.init(source: .path(path), destination: "/x")] }
        #expect(refusals.count == 1)
        // An engine takes whatever begins with '/' for a path.
        #expect(refused(policy) { $0.mounts = [.init(source: .volume(path), destination: "/x")] } == refusals)
    }

    @Test(arguments: ["/srv", "/srv/", "/srv/data", "/srv/./data/../x"]) func pathsAreFineInside(path: String) {
        let policy = Policy(hostPaths: HostPathRule(allowed: ["/srv"]))
        #expect(refused(policy) { $0.mounts = [.init(source: .path(path), destination: "/x")] } == [])
    }

    @Test(arguments: [
        "/var/run/docker.sock", "/srv/docker.sock", "/run/podman/podman.sock", "/x/containerd.sock", "/var/run", "/run",
        "/run/podman", "/", "/run/user/1000", "/run/user/1000/podman",
    ])
    func engineSocketsAreRefusedWhereverPathsAreAllowed(path: String) {
        let mount = ContainerSpec.Mount(source: .path(path), destination: "/x")
        let everywhere = Policy(hostPaths: HostPathRule(allowed: ["/"]))
        #expect(refused(everywhere) { $0.mounts = [mount] } == ["engine sockets container.volumes"])
        let sockets = Policy(hostPaths: HostPathRule(allowsEngineSockets: true))
        #expect(refused(sockets) { $0.mounts = [mount] } == [])
    }

    @Test(arguments: ["0.0.0.0", "192.168.1.2", "::", "fd00::1"]) func publicPortsAreRefused(address: String) {
        let port = PortMapping(hostIP: address, hostPort: 80, containerPort: 80)
        #expect(refused { $0.ports = [port] } == ["public ports container.ports"])
        #expect(refused(Policy(allowsPublicPorts: true)) { $0.ports = [port] } == [])
    }

    @Test func aRefusalNamesTheRuleTheValueAndWhoMayChangeIt() throws {
        let violation = try #require(Policy.strict.check(spec { $0.capAdd = ["CAP_SYS_ADMIN"] }).first)
        for word in ["policy on capabilities", "container.cap_add 'CAP_SYS_ADMIN'", "administrator of the node"] {
            #expect(violation.message.contains(word))
        }
        for rule in PolicyViolation.Rule.allCases {
            let violation = PolicyViolation(rule, field: "container.x", value: "v")
            #expect(violation.message.contains("\(rule.setting) in knot.toml"))
            #expect(violation.failure(subject: "s").code == .refusedByPolicy)
        }
    }

    @Test func defaultsAreAddedOnce() {
        var spec = spec { $0.ports = [.init(hostPort: 80, containerPort: 80)] }
        Policy.strict.apply(to: &spec)
        #expect(spec.ports.map(\.description) == ["127.0.0.1:80:80/tcp"])
        #expect(spec.capDrop == ["ALL"])
        #expect(spec.capAdd == Capability.minimal.map(\.name))
        #expect(spec.noNewPrivileges)
        #expect(spec.pidsLimit == 4096)
        #expect(spec.fields["no_new_privileges"] == true)
        #expect(spec.fields["pids_limit"] == 4096)
        let once = spec
        Policy.strict.apply(to: &spec)
        #expect(spec == once)
    }

    @Test func whatATemplateDropsStaysDropped() {
        var some = spec { $0.capDrop = ["chown"] }
        Policy.strict.apply(to: &some)
        #expect(some.capAdd == Capability.minimal.map(\.name).filter { $0 != "CAP_CHOWN" })
        var all = spec {
            $0.capDrop = ["ALL"]
            $0.capAdd = ["CAP_KILL"]
        }
        Policy.strict.apply(to: &all)
        #expect(all.capAdd == ["CAP_KILL"])
    }

    @Test func aPrivilegedSpaceKeepsItsRights() {
        var spec = spec { $0.privileged = true }
        Policy(allowsPrivileged: true).apply(to: &spec)
        #expect(spec.capDrop.isEmpty)
        #expect(!spec.noNewPrivileges)
        #expect(spec.pidsLimit == 4096)
    }

    @Test func theUnrestrictedPolicyRefusesAndAddsNothing() {
        let before = spec {
            $0.privileged = true
            $0.network = "host"
            $0.devices = ["/dev/sda"]
            $0.capAdd = ["ALL"]
            $0.mounts = [.init(source: .path("/var/run/docker.sock"), destination: "/s")]
            $0.ports = [.init(hostPort: 80, containerPort: 80)]
        }
        var after = before
        Policy.unrestricted.apply(to: &after)
        #expect(after == before)
        #expect(Policy.unrestricted.check(before) == [])
    }

    @Test func aTemplateIsJudgedAsFarAsItIsLiteral() {
        let container: FieldMap = [
            "image": "x", "privileged": true, "network": "${{ .custom.net }}",
            "devices": ["/dev/sda", "${{ .custom.device }}"], "cap_add": ["CAP_SYS_ADMIN"],
            "ports": ["0.0.0.0:80-81:80-81", "${{ .custom.port }}:80", "8080:80"],
            "volumes": ["/etc:/etc", "home:/home", "${{ .custom.path }}:/x", "~/x:/y"],
        ]
        #expect(
            Policy.strict.check(template: ["container": .map(container)]).map(\.field) == [
                "container.privileged", "container.devices", "container.cap_add", "container.volumes",
                "container.ports", "container.ports",
            ])
        #expect(Policy.unrestricted.check(template: ["container": .map(container)]) == [])
    }
}
