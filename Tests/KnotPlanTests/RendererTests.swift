import KnotModel
import KnotPlan
import Testing

@Suite struct RendererTests {
    private func render(
        _ container: Value, volumes: Value = [:], space: FieldMap = [:], variables: [Manifest] = [],
        resources: [Manifest] = [], owner: String = "alice", zone: String? = nil
    ) throws -> RenderedSpace {
        try Renderer.render(
            space: Manifest(key: ResourceKey(.space, owner: owner, name: "web"), fields: space), uid: UID("u1"),
            template: Manifest(
                key: ResourceKey(.template, name: "t"), fields: ["container": container, "volumes": volumes]),
            variables: variables, volumes: resources,
            context: RenderContext(server: ["url": "http://here"], zone: zone, homeDirectory: "/home/op"))
    }

    private func variable(_ name: String, _ value: String, zones: [Value] = []) -> Manifest {
        Manifest(key: ResourceKey(.variable, name: name), fields: ["value": .string(value), "zones": .list(zones)])
    }

    @Test func variablesAreSubstitutedEverywhere() throws {
        let rendered = try render(
            [
                "image": "${{ .var.registry }}/dev:1",
                "environment": ["WHO=${{ .user.username }}", "AT=${{ .server.url }}"],
                "memory": "${{ .custom.size }}",
            ], space: ["custom_fields": ["size": "2g"]], variables: [variable("registry", "r.example")])
        #expect(rendered.container.image == "r.example/dev:1")
        #expect(rendered.container.environment == ["WHO=alice", "AT=http://here"])
        #expect(rendered.container.resources.memory == 2 << 30)
    }

    @Test func whatComesOfAProtectedVariableIsShownToNobody() throws {
        func pending(from old: [Value], _ before: String, to new: [Value], _ after: String) throws -> [String] {
            func render(_ environment: [Value], _ secret: String) throws -> RenderedSpace {
                var variable = variable("secret", secret)
                variable.fields["protected"] = true
                return try self.render(
                    ["image": "app:1", "environment": .list(environment)],
                    variables: [variable, self.variable("a", "b")])
            }
            let was = try render(old, before)
            let rendered = try render(new, after)
            var ownership = Ownership(
                cluster: "c", key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("u1"), epoch: 1,
                revision: Stamp(ticks: 1, node: NodeID("n")), specHash: was.hash, spec: was.fields)
            let desired = DesiredSpace(ownership: ownership, intent: .running, rendered: .success(rendered))
            ownership.restart = nil
            let container = ObservedContainer(id: "c1", name: "alice.web", state: .running, ownership: ownership)
            return Plan(desired, ObservedSpace(containers: [container])).pending.map(\.description)
        }
        let secret: Value = "P=pass:${{ .var.secret }}"
        #expect(
            try pending(from: [secret, "A=${{ .var.a }}"], "one", to: [secret, "A=c"], "two") == [
                #"container.environment.A: "b" -> "c""#, #"container.environment.P: "********" -> "********""#,
            ])
        #expect(
            try pending(from: [secret], "first", to: ["P=plain", "Q=q"], "first").first
                == #"container.environment.P: "********" -> "plain""#, "also where it was")
    }

    @Test func aMissingVariableIsNamed() {
        let error = #expect(throws: Failure.self) { try render(["image": "${{ .var.regisrty }}/x"]) }
        #expect(error?.code == .variableMissing)
        #expect(error?.message.contains("container.image") == true)
        #expect(error?.message.contains("regisrty") == true)
    }

    @Test func aVariableOfTheZoneWinsOverAGlobalOne() throws {
        let variables = [
            variable("v", "global:1"), variable("v", "zone:1", zones: ["west"]), variable("w", "no", zones: ["!west"]),
        ]
        #expect(try render(["image": "${{ .var.v }}"], variables: variables, zone: "west").container.image == "zone:1")
        #expect(try render(["image": "${{ .var.v }}"], variables: variables).container.image == "global:1")
        #expect(throws: Failure.self) { try render(["image": "${{ .var.w }}"], variables: variables, zone: "west") }
    }

    @Test func volumesAreScopedToTheSpace() throws {
        let a = try render(["image": "x", "volumes": ["home:/h"]], volumes: ["home": .null], owner: "alice")
        let b = try render(["image": "x", "volumes": ["home:/h"]], volumes: ["home": .null], owner: "bob")
        #expect(a.volumes == ["knot.alice.web.home"])
        #expect(b.volumes == ["knot.bob.web.home"])
        #expect(a.container.mounts.map(\.description) == ["knot.alice.web.home:/h"])
    }

    @Test func sharedVolumesKeepTheirName() throws {
        let rendered = try render(
            ["image": "x", "volumes": ["cache:/c", "data:/d"]], volumes: ["cache": ["shared": true]],
            resources: [Manifest(key: ResourceKey(.volume, name: "data"))])
        #expect(rendered.container.mounts.map(\.description) == ["cache:/c", "data:/d"])
        #expect(rendered.volumes.isEmpty)
        #expect(rendered.sharedVolumes == ["data"])
    }

    @Test func anUndeclaredVolumeIsAnErrorWithASuggestion() {
        let error = #expect(throws: Failure.self) {
            try render(["image": "x", "volumes": ["hoem:/h"]], volumes: ["home": .null])
        }
        #expect(error?.code == .volumeMissing)
        #expect(error?.message.contains("did you mean 'home'") == true)
    }

    @Test func homePathsAreResolved() throws {
        let rendered = try render(["image": "x", "volumes": ["~/a/../b:/h:ro"]])
        #expect(rendered.container.mounts.map(\.description) == ["/home/op/b:/h:ro"])
        #expect(throws: Failure.self) { try render(["image": "x", "volumes": ["./a:/h"]]) }
    }

    @Test func emptyArgumentsCount() throws {
        let rendered = try render(
            [
                "image": "x", "command": ["x", "", "${{ .custom.nothing }}", "y"], "entrypoint": ["sh", ""],
                "healthcheck": ["test": ["CMD", "x", ""]],
            ], space: ["custom_fields": ["nothing": ""]])
        #expect(rendered.container.command == ["x", "", "", "y"])
        #expect(rendered.container.entrypoint == ["sh", ""])
        #expect(rendered.container.healthcheck?.test == ["CMD", "x", ""])
        #expect(rendered.fields["command"] == ["x", "", "", "y"])
        #expect(rendered.fields["healthcheck"]?.map?["test"] == ["CMD", "x", ""])
        let whole = try render(
            ["image": "x", "command": ["${{ .custom.nothing }}"]], space: ["custom_fields": ["nothing": ""]])
        #expect(whole.container.command == [], "a variable that holds the whole command is empty")
    }

    @Test func aCheckWithoutATestChangesTheImages() throws {
        let rendered = try render(["image": "x", "healthcheck": ["interval": "5s"]])
        #expect(rendered.container.healthcheck == .init(test: [], interval: 5_000))
        #expect(rendered.fields["healthcheck"] == ["interval": "5s"])
        #expect(try render(["image": "x", "healthcheck": [:]]).container.healthcheck == nil)
    }

    /// What an expression makes of a field is judged on the node, once and for good.
    @Test(arguments: [
        ("cpus", "0.005", "container.cpus: '0.005' processors is less than 0.01"),
        ("memory", "1m", "container.memory: '1m' of memory is less than 6m"),
    ]) func limitsThatNoEngineTakesAreTerminal(field: String, text: String, message: String) throws {
        let container: FieldMap = ["image": "x", field: "${{ .custom.limit }}"]
        let error = #expect(throws: Failure.self) {
            try render(.map(container), space: ["custom_fields": ["limit": .string(text)]])
        }
        #expect(error?.message.hasPrefix(message) == true)
        #expect(error?.isRetryable == false)
        let own = #expect(throws: Failure.self) {
            try render(["image": "x"], space: [field: .string(text)])
        }
        #expect(own?.message.hasPrefix("\(field): '\(text)'") == true)
        #expect(own?.isRetryable == false)
    }

    @Test(arguments: [
        ("volumes", ["/a:/x", "/b:${{ .custom.place }}"], "container.volumes[1]: '/x' is what volumes[0] has already"),
        ("devices", ["/dev/a:/x", "/dev/b:${{ .custom.place }}"], "container.devices[1]: '/x' is what devices[0] has"),
        ("ports", ["8080:80", "${{ .custom.port }}:81"], "container.ports: '8080:81/tcp' asks for a port of the node"),
        (
            "ports", ["8080:80", "127.0.0.1:${{ .custom.port }}:81"],
            "container.ports: '127.0.0.1:8080:81/tcp' asks for"
        ),
        ("ulimits", [], "container.ulimits.nofile: the soft limit 20 is above the hard limit 10"),
    ]) func whatComesTwiceToOnePlaceIsTerminal(field: String, items: [String], message: String) throws {
        var container: FieldMap = ["image": "x", field: .list(items.map(Value.string))]
        if field == "ulimits" { container[field] = ["nofile": ["soft": "${{ .custom.soft }}", "hard": "10"]] }
        let error = #expect(throws: Failure.self) {
            try render(.map(container), space: ["custom_fields": ["place": "/x/", "port": "8080", "soft": "20"]])
        }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        #expect(error?.isRetryable == false)
    }

    @Test func whatOnlyLooksTwiceIsFine() throws {
        let rendered = try render([
            "image": "x", "devices": ["/dev/a:/x", "/dev/a:/x"], "volumes": ["/a:/x", "/b:/x/y"],
            "ports": ["127.0.0.1:80:80", "[::1]:80:80", "80:80/udp", "0:80", "0:80"],
        ])
        #expect(rendered.container.ports.count == 5)
    }

    @Test func portVariablesComeFromTheTemplate() throws {
        let rendered = try Renderer.render(
            space: Manifest(key: ResourceKey(.space, owner: "a", name: "web")), uid: UID("u"),
            template: Manifest(
                key: ResourceKey(.template, name: "t"),
                fields: [
                    "container": ["image": "x", "environment": ["KNOT_HTTP_PORT=1", "A=b"]],
                    "ports": [
                        ["name": "site", "port": 80, "protocol": "http"],
                        ["name": "api", "port": 81, "protocol": "http"],
                    ],
                ]), variables: [], volumes: [], context: RenderContext())
        #expect(rendered.container.environment == ["A=b", "KNOT_HTTP_PORT=80=site,81=api"])
    }

    @Test func equalSpecsHaveEqualHashesAndOthersDoNot() throws {
        let a = try render(["image": "x", "memory": "1g"])
        #expect(try render(["image": "x:latest", "memory": "1024m"]).hash == a.hash)
        #expect(try render(["image": "x", "memory": "2g"]).hash != a.hash)
        #expect(try render(["image": "x", "memory": "1g", "privileged": false]).hash == a.hash)
    }

    /// The hash of one spec, written down: it may change only together with `SpecHash.version`, or every space of every
    /// user would wait for a restart after an upgrade.
    @Test func theHashIsStable() {
        #expect(
            SpecHash.of(["image": "ubuntu:latest", "command": ["sleep", "infinity"], "init": true])
                == "v2:eb0d1c205908b4d54c3d6cd43cd5a03349dd1ec66ec420582aa19627475752eb")
    }

    @Test func aFieldThatDoesNotFitAfterSubstitutionIsNamed() {
        let error = #expect(throws: Failure.self) {
            try render(["image": "x", "memory": "${{ .custom.size }}"], space: ["custom_fields": ["size": "lots"]])
        }
        #expect(error?.message.hasPrefix("container.memory: 'lots' is not an amount of bytes") == true)
    }

    @Test func nobodyMountsTheVolumeOfAnotherSpace() {
        let home = "knot.bob.web.home"
        for (volumes, resources) in [
            (Value.map([home: ["shared": true]]), [Manifest]()),
            ([:], [Manifest(key: ResourceKey(.volume, name: "data"), fields: ["engine_name": .string(home)])]),
        ] {
            #expect {
                try render(
                    ["image": "x", "volumes": [.string((resources.isEmpty ? home : "data") + ":/h")]],
                    volumes: volumes, resources: resources)
            } throws: { ($0 as? Failure)?.message.contains("'\(home)' is a name of a space's own volume") == true }
        }
    }

    @Test func noNodeIsFloodedWithPorts() throws {
        #expect(try render(["image": "x", "ports": ["2000-2999:2000-2999"]]).container.ports.count == 1_000)
        #expect {
            try render(["image": "x", "ports": ["1-65535:1-65535"]])
        } throws: { ($0 as? Failure)?.message.contains("65535 ports are published; at most 1000") == true }
    }

    @Test func whatNoSystemStartsIsRefused() throws {
        let half = String(repeating: "x", count: Renderer.longestSpec / 2)
        _ = try render(["image": "app:1", "environment": ["A=${{ .var.a }}"]], variables: [variable("a", half)])
        #expect {
            try render(
                ["image": "app:1", "environment": ["A=${{ .var.a }}${{ .var.a }}"]], variables: [variable("a", half)])
        } throws: { ($0 as? Failure)?.message.contains("no system starts one of more than 2097152") == true }
    }
}
