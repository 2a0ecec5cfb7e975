import KnotModel
import KnotPlan
import Testing

/// What makes no difference to a container makes none to its hash, its pending update and `diff`.
@Suite struct SpecMeaningTests {
    private static let base: FieldMap = [
        "image": "busybox:1", "command": ["sh", "-c", "sleep 1"], "entrypoint": ["a", "b"],
        "environment": ["A=1", "B=2", "C=3"], "ports": ["8080:80", "127.0.0.1:5300-5302:53-55/udp", "[::1]:90:90"],
        "volumes": ["/p:/x", "home:/h", "/q:/y:ro,z"], "cap_add": ["NET_ADMIN", "SYS_PTRACE"],
        "cap_drop": ["MKNOD", "KILL"], "devices": ["/dev/fuse", "/dev/null:/dev/n:r"],
        "dns": ["1.1.1.1", "2606:4700::1111"], "dns_search": ["a.example", "b.example"],
        "add_host": ["db:10.0.0.5", "db:10.0.0.6", "app:::1"], "labels": ["a": "1", "b": "2"],
        "ulimits": ["nofile": 1024, "nproc": ["soft": 10, "hard": 20]], "networks": ["net-a", "net-b"],
        "healthcheck": ["test": "true"], "workdir": "/w",
    ]

    /// Other spellings of the same fields.
    private static let spellings: [String: [Value]] = [
        "image": ["docker.io/library/busybox:1", "index.docker.io/library/busybox:1", "library/busybox:1"],
        "environment": [["C=3", "A=1", "B=2"], ["A=9", "C=3", "A=1", "B=2"]],
        "ports": [
            [
                "[0:0:0:0:0:0:0:1]:90:90/tcp", "127.0.0.1:5301:54/udp", "127.0.0.1:5300:53/udp", "8080:80/tcp",
                "127.0.0.1:5302:55/udp",
            ]
        ],
        "volumes": [["home:/h/", "/q/:/y:z,ro", "/p/:/x:rw"]],
        "cap_add": [["cap_sys_ptrace", "CAP_NET_ADMIN", "AUDIT_WRITE"]], "cap_drop": [["CAP_KILL", "mknod"]],
        "devices": [["/dev/null:/dev/n:r", "/dev/fuse:/dev/fuse:mrw"]],
        "dns": [["1.1.1.1", "2606:4700:0:0:0:0:0:1111"]],
        "add_host": [["app:0:0:0:0:0:0:0:1", "db:10.0.0.5", "db:10.0.0.6"]],
        "ulimits": [["nofile": ["soft": 1024, "hard": 1024], "nproc": ["soft": 10, "hard": 20]]],
        "networks": [["net-b", "net-a"], ["net-a", "net-b", "net-a"]],
        "healthcheck": [
            ["test": ["CMD-SHELL", "true"], "interval": "30s", "timeout": "30s", "retries": 3, "start_period": "0s"]
        ],
        "workdir": ["/w/", "/w/."],
        // Defaults written out.
        "network": ["bridge"], "shm_size": ["64m"], "init": [false], "privileged": [false], "pull": ["missing"],
        "stop_grace": ["10s"], "user": [""], "shell": ["/bin/sh"],
    ]

    /// Changes of each field that do mean something.
    private static let changes: [String: Value] = [
        "image": "quay.io/library/busybox:1", "command": ["-c", "sh", "sleep 1"], "entrypoint": ["b", "a"],
        "environment": ["A=1", "B=2", "C=4"], "ports": ["8080:80/udp"], "volumes": ["/p:/x:ro"],
        "cap_add": ["NET_ADMIN"], "cap_drop": ["ALL"], "devices": ["/dev/fuse:/dev/fuse:r"],
        "dns": ["2606:4700::1111", "1.1.1.1"], "dns_search": ["b.example", "a.example"],
        "add_host": ["db:10.0.0.6", "db:10.0.0.5", "app:::1"], "labels": ["a": "2", "b": "1"],
        "ulimits": ["nofile": 1025], "networks": ["net-a"], "healthcheck": ["test": "true", "retries": 4],
        "workdir": "/w/x", "network": "net-c", "shm_size": "65m", "init": true, "privileged": true,
        "stop_grace": "11s", "user": "0", "hostname": "other", "container_name": "other",
    ]

    private func render(_ container: FieldMap) throws -> RenderedSpace {
        try Renderer.render(
            space: Manifest(key: ResourceKey(.space, owner: "alice", name: "web")), uid: UID("u"),
            template: Manifest(
                key: ResourceKey(.template, name: "t"),
                fields: ["container": .map(container), "volumes": ["home": .null]]),
            variables: [], volumes: [], context: RenderContext())
    }

    private func pending(_ old: RenderedSpace, hash: String? = nil, _ new: RenderedSpace) -> [String] {
        let ownership = Ownership(
            cluster: "c", key: new.key, uid: UID("u"), epoch: 1, revision: Stamp(ticks: 1, node: NodeID("n")),
            specHash: hash ?? old.hash, spec: old.fields)
        let container = ObservedContainer(id: "c1", name: old.container.name, state: .running, ownership: ownership)
        let desired = DesiredSpace(ownership: ownership, intent: .running, rendered: .success(new))
        return Plan(desired, ObservedSpace(containers: [container])).pending.map(\.description)
    }

    @Test(arguments: spellings.keys.sorted())
    func oneSpellingForAnother(field: String) throws {
        let base = try render(Self.base)
        for spelling in try #require(Self.spellings[field]) {
            var fields = Self.base
            fields[field] = spelling
            let other = try render(fields)
            #expect(other.hash == base.hash, "\(spelling)")
            #expect(pending(base, other).isEmpty && pending(other, base).isEmpty, "\(spelling)")
            #expect(pending(base, hash: "v1:0", other).isEmpty, "under the hash of an earlier version, too")
            #expect(SpecMeaning.sameFields(Self.base, fields).contains("container." + field), "in templates, too")
        }
    }

    @Test(arguments: changes.keys.sorted())
    func whatMeansSomethingElseDiffers(field: String) throws {
        let base = try render(Self.base)
        var fields = Self.base
        fields[field] = Self.changes[field]
        let other = try render(fields)
        #expect(other.hash != base.hash)
        for hash in [nil, "v1:0"] {
            let found = pending(base, hash: hash, other)
            #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("container.\(field)") }, "\(found)")
        }
        #expect(!SpecMeaning.sameFields(Self.base, fields).contains("container." + field))
    }

    /// Any mixture of spellings, sets in any order.
    @Test func anyMixtureOfSpellingsIsTheSame() throws {
        let base = try render(Self.base)
        let sets = ["environment", "ports", "volumes", "cap_add", "cap_drop", "devices", "networks"]
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            var fields = Self.base
            for (field, values) in Self.spellings.sorted(by: { $0.key < $1.key }) where Bool.random(using: &random) {
                fields[field] = values.randomElement(using: &random)
            }
            for field in sets {
                guard let items = fields[field]?.list,
                    Set(items.map { "\($0)".prefix { $0 != "=" } }).count == items.count
                else { continue }
                fields[field] = .list(items.shuffled(using: &random))
            }
            let other = try render(fields)
            #expect(other.hash == base.hash, "seed \(seed)")
            #expect(pending(base, other).isEmpty, "seed \(seed)")
            // And one change among them is found.
            guard let change = Self.changes.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else {
                continue
            }
            fields[change.key] = change.value
            #expect(try !pending(base, render(fields)).isEmpty, "seed \(seed): \(change.key)")
        }
    }

    @Test func canonicalTwiceIsCanonicalOnce() throws {
        for fields in [
            Self.base, try render(Self.base).fields, Self.changes.reduce(into: FieldMap()) { $0[$1.key] = $1.value },
        ] {
            let once = SpecMeaning.canonical(fields)
            #expect(SpecMeaning.canonical(once) == once)
        }
    }

    @Test func expressionsAreKeptAsTheyAre() {
        let fields: FieldMap = [
            "image": "${{ .var.image }}", "ports": ["${{ .var.port }}:80"], "volumes": ["${{ .var.path }}/:/x"],
            "cap_add": ["${{ .var.cap }}"], "devices": ["${{ .var.dev }}"], "add_host": ["${{ .var.h }}:1"],
        ]
        #expect(SpecMeaning.canonical(fields) == fields)
    }

    @Test(arguments: [
        ("busybox", "busybox:latest"), ("docker.io/busybox:1", "busybox:1"),
        ("docker.io/bitnami/redis:7", "bitnami/redis:7"),
        ("quay.io/library/busybox:1", "quay.io/library/busybox:1"), ("localhost/busybox:1", "localhost/busybox:1"),
        ("docker.io/localhost/x:1", "docker.io/localhost/x:1"), ("library/a/b:1", "library/a/b:1"),
        ("registry:5000/library/x:1", "registry:5000/library/x:1"),
    ])
    func imagesHaveOneName(written: String, canonical: String) throws {
        #expect(try ImageReference(parsing: written).canonical == canonical)
    }
}
