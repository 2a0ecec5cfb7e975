import KnotEngine
import KnotModel
import KnotPlan
import Testing

struct CreateBodyTests {
    let ownership = Ownership(
        cluster: "c1", key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("0123"), epoch: 1,
        revision: Stamp(ticks: 1, node: NodeID("n1")))

    private func body(_ spec: ContainerSpec) throws -> FieldMap {
        try #require(CreateBody.value(spec, ownership: ownership).map)
    }

    @Test func carriesEverything() throws {
        var spec = ContainerSpec(name: "alice.web", image: "ubuntu:24.04")
        spec.hostname = "web"
        spec.entrypoint = ["/init"]
        spec.command = ["sleep", "1"]
        spec.user = "dev:dev"
        spec.workdir = "/home/dev"
        spec.environment = ["A=1", "B="]
        spec.labels = ["team": "core", "knot.uid": "forged"]
        spec.ports = [
            .init(hostPort: 8080, containerPort: 80), .init(hostIP: "127.0.0.1", hostPort: 8081, containerPort: 80),
            .init(hostPort: 0, containerPort: 53, transport: .udp),
        ]
        spec.mounts = [
            .init(source: .volume("data"), destination: "/data", modes: ["nocopy"]),
            .init(source: .path("/srv"), destination: "/srv", modes: ["ro", "z"]),
            .init(source: .path("/opt"), destination: "/opt"),
        ]
        spec.network = "team"
        spec.privileged = true
        spec.initProcess = true
        spec.capAdd = ["CAP_NET_ADMIN"]
        spec.capDrop = ["CAP_CHOWN"]
        spec.devices = ["/dev/kvm", "/dev/a:/dev/b:r"]
        spec.dns = ["1.1.1.1"]
        spec.dnsSearch = ["example.com"]
        spec.addHost = ["db:fd00::1"]
        spec.resources = .init(memory: 268_435_456, nanoCPUs: 1_500_000_000)
        spec.shmSize = 67_108_864
        spec.ulimits = [.init(name: "nofile", soft: 1024, hard: 2048)]
        spec.healthcheck = .init(test: ["CMD", "true"], interval: 1500, timeout: 2, startPeriod: 0, retries: 3)
        spec.stopGrace = 1001
        let body = try body(spec)
        let labels = try #require(body["Labels"]?.map?.texts)
        #expect(labels["team"] == "core")
        #expect(labels["knot.uid"] == "0123")
        var rest = body
        rest["Labels"] = nil
        #expect(
            rest == [
                "Image": "ubuntu:24.04", "Hostname": "web", "Entrypoint": ["/init"], "Cmd": ["sleep", "1"],
                "User": "dev:dev", "WorkingDir": "/home/dev", "Env": ["A=1", "B="], "StopTimeout": 2,
                "ExposedPorts": ["80/tcp": [:], "53/udp": [:]],
                "Healthcheck": [
                    "Test": ["CMD", "true"], "Interval": 1_500_000_000, "Timeout": 2_000_000, "StartPeriod": 0,
                    "Retries": 3,
                ],
                "NetworkingConfig": ["EndpointsConfig": ["team": [:]]],
                "HostConfig": [
                    "RestartPolicy": ["Name": "no"], "NetworkMode": "team", "Privileged": true, "Init": true,
                    "Binds": ["data:/data:nocopy", "/srv:/srv:ro,z", "/opt:/opt"],
                    "PortBindings": [
                        "80/tcp": [
                            ["HostIp": "", "HostPort": "8080"], ["HostIp": "127.0.0.1", "HostPort": "8081"],
                        ],
                        "53/udp": [["HostIp": "", "HostPort": ""]],
                    ],
                    "CapAdd": ["CAP_NET_ADMIN", "CAP_AUDIT_WRITE"], "CapDrop": ["CAP_CHOWN"],
                    "Devices": [
                        ["PathOnHost": "/dev/kvm", "PathInContainer": "/dev/kvm", "CgroupPermissions": "rwm"],
                        ["PathOnHost": "/dev/a", "PathInContainer": "/dev/b", "CgroupPermissions": "r"],
                    ],
                    "Dns": ["1.1.1.1"], "DnsSearch": ["example.com"], "ExtraHosts": ["db:fd00::1"],
                    "Memory": 268_435_456, "MemorySwap": 536_870_912, "CpuPeriod": 100_000, "CpuQuota": 150_000,
                    "ShmSize": 67_108_864, "Ulimits": [["Name": "nofile", "Soft": 1024, "Hard": 2048]],
                ],
            ])
    }

    /// In the long form the engine refuses a source that is missing; the short one has words for labels.
    @Test func givesPlacesInTheFormThatFailsWithoutThem() throws {
        var spec = ContainerSpec(name: "a", image: "b:1")
        spec.mounts = [
            .init(source: .volume("data"), destination: "/data"), .init(source: .path("/srv"), destination: "/srv"),
            .init(source: .path("/opt"), destination: "/opt", modes: ["ro"]),
            .init(source: .path("/etc"), destination: "/etc", modes: ["ro", "Z"]),
        ]
        let places = [1: "/run/knot/x/1", 2: "/run/knot/x/2", 3: "/run/knot/x/3"]
        let body = try #require(CreateBody.value(spec, ownership: ownership, places: places).map)
        let host = try #require(body["HostConfig"]?.map)
        #expect(host["Binds"] == ["data:/data", "/run/knot/x/3:/etc:ro,Z"])
        #expect(
            host["Mounts"] == [
                ["Type": "bind", "Source": "/run/knot/x/1", "Target": "/srv", "ReadOnly": false],
                ["Type": "bind", "Source": "/run/knot/x/2", "Target": "/opt", "ReadOnly": true],
            ])
    }

    /// An image that was made of a container has its labels.
    @Test func leavesNothingToTheLabelsOfTheImage() throws {
        let spec = ContainerSpec(name: "a", image: "b:1")
        let labels = try (0..<2).map { _ in try #require(try body(spec)["Labels"]?.map?.texts) }
        #expect(labels.map { $0["knot.restart"] } == ["", ""])
        #expect(labels.map { $0["knot.restamps"] } == ["", ""])
        #expect(Ownership(labels: labels[0]) == ownership)
        let marks = labels.compactMap { $0["knot.made"] }
        #expect(Set(marks).count == 2 && !marks.contains(""), "no two containers have the same mark")
    }

    @Test func leavesTheRestToTheEngine() throws {
        let body = try body(ContainerSpec(name: "a", image: "b:1"))
        #expect(body.keys == ["HostConfig", "Image", "Labels", "StopTimeout"])
        #expect(body["HostConfig"] == ["RestartPolicy": ["Name": "no"], "CapAdd": ["CAP_AUDIT_WRITE"]])
    }

    @Test func givesNoNameToAContainerInAnothersNetwork() throws {
        var spec = ContainerSpec(name: "a", image: "b:1")
        spec.hostname = "a"
        spec.network = "container:x"
        let body = try body(spec)
        #expect(body["Hostname"] == nil)
        #expect(body["NetworkingConfig"] == nil)
        #expect(body["HostConfig"]?.map?["NetworkMode"] == "container:x")
    }

    @Test func carriesWhatAPolicyAdds() throws {
        var spec = ContainerSpec(name: "a", image: "b:1")
        Policy.strict.apply(to: &spec)
        let host = try #require(body(spec)["HostConfig"]?.map)
        #expect(host["SecurityOpt"] == ["no-new-privileges"])
        #expect(host["PidsLimit"] == 4096)
        #expect(host["CapDrop"] == ["ALL"])
        #expect(host["CapAdd"] == .list(Capability.minimal.map { .string($0.name) }))
    }

    @Test func survivesAnyNumber() throws {
        var spec = ContainerSpec(name: "a", image: "b:1")
        spec.resources = .init(memory: .max, nanoCPUs: .max)
        spec.stopGrace = .max
        spec.healthcheck = .init(test: ["NONE"], interval: .max)
        #expect(try body(spec)["HostConfig"]?.map?["MemorySwap"]?.int == .max & ~4095)
    }

    @Test func emptyArgumentsAndAChecksOwnTimesReachTheEngine() throws {
        var spec = ContainerSpec(name: "a", image: "x")
        spec.command = ["x", "", "y"]
        spec.entrypoint = ["sh", ""]
        spec.healthcheck = .init(test: ["CMD", "x", ""])
        #expect(try body(spec)["Cmd"] == ["x", "", "y"])
        #expect(try body(spec)["Entrypoint"] == ["sh", ""])
        #expect(try body(spec)["Healthcheck"]?.map?["Test"] == ["CMD", "x", ""])
        spec.healthcheck = .init(test: [], interval: 5_000)
        #expect(try body(spec)["Healthcheck"] == ["Interval": 5_000_000_000])
    }
}
