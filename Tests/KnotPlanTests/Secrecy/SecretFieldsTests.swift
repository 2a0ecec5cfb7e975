import KnotModel
import KnotPlan
import Testing

/// The label `knot.spec` holds no protected value, and a change of one is found all the same.
@Suite struct SecretFieldsTests {
    private static let container: FieldMap = [
        "image": "r.example/${{ .var.secret }}/app:1", "container_name": "c-${{ .var.secret }}",
        "hostname": "h-${{ .var.secret }}", "user": "${{ .var.secret }}", "workdir": "/w/${{ .var.secret }}",
        "environment": ["OPEN=1", "KEY=${{ .var.secret }}", "X_${{ .var.plain }}=${{ .var.secret }}"],
        "labels": ["a": "${{ .var.secret }}", "b": "open"], "command": ["run", "--key=${{ .var.secret }}"],
        "entrypoint": ["/${{ .var.secret }}"], "volumes": ["/srv/${{ .var.secret }}:/d", "/open:/o"],
        "ports": ["8080:80"], "network": "n-${{ .var.secret }}", "networks": ["open", "m-${{ .var.secret }}"],
        "dns_search": ["${{ .var.secret }}.example"], "add_host": ["${{ .var.secret }}:10.0.0.1"],
        "devices": ["/dev/${{ .var.secret }}:/dev/x"], "healthcheck": ["test": "check ${{ .var.secret }}"],
    ]

    private func render(
        _ secret: Value, _ container: FieldMap = container, key: [UInt8] = [1], owner: String = "alice"
    ) throws -> RenderedSpace {
        func variable(_ name: String, _ value: Value, _ isProtected: Bool) -> Manifest {
            Manifest(
                key: ResourceKey(.variable, name: name), fields: ["value": value, "protected": .bool(isProtected)])
        }
        return try Renderer.render(
            space: Manifest(key: ResourceKey(.space, owner: owner, name: "web")), uid: UID("u"),
            template: Manifest(key: ResourceKey(.template, name: "t"), fields: ["container": .map(container)]),
            variables: [variable("secret", secret, true), variable("plain", "p", false)], volumes: [],
            context: RenderContext(labelKey: key))
    }

    private func ownership(_ made: RenderedSpace, version: String? = nil) -> Ownership {
        Ownership(
            cluster: "c", key: made.key, uid: UID("u"), epoch: 1, revision: Stamp(ticks: 1, node: NodeID("n")),
            specHash: version ?? made.hash, spec: version == nil ? made.fields : made.container.fields)
    }

    private func plan(_ made: Ownership, _ now: RenderedSpace, name: String = "c-s3cr3t") -> Plan {
        let detail = ObservedContainer.Detail(
            startedAt: WallTime(milliseconds: 1), networks: ["m-s3cr3t", "n-s3cr3t", "open"])
        let container = ObservedContainer(id: "c1", name: name, state: .running, ownership: made, detail: detail)
        let desired = DesiredSpace(
            ownership: made, intent: .running, rendered: .success(now), isObserved: true)
        return Plan(desired, ObservedSpace(containers: [container]))
    }

    @Test func noFieldHoldsTheValue() throws {
        let made = try render("s3cr3t")
        #expect(made.container.fields.description.contains("s3cr3t"))
        #expect(!made.fields.description.contains("s3cr3t"), "\(made.fields)")
        #expect(made.fields["ports"] == ["8080:80/tcp"])
        #expect(made.fields["labels"]?.map?["b"] == "open")
        let networks = try #require(made.fields["networks"]?.list)
        #expect(networks.first == "open")
    }

    @Test func theSameValueLeavesNothingPendingAndNothingDrifted() throws {
        let made = try render("s3cr3t")
        for ownership in [ownership(made), ownership(made, version: "v1:0")] {
            let plan = plan(ownership, made)
            #expect(plan.lines.isEmpty, "\(plan.lines)")
        }
    }

    @Test func anotherValueIsPendingAndShownToNobody() throws {
        let (old, new) = (try render("s3cr3t"), try render("changed"))
        for ownership in [ownership(old), ownership(old, version: "v1:0")] {
            let plan = plan(ownership, new)
            let roots = Set(plan.pending.map { $0.path.split(separator: ".")[1].prefix { $0 != "[" } })
            #expect(
                roots.isSuperset(of: [
                    "image", "container_name", "environment", "labels", "command", "volumes", "network",
                ]))
            #expect(!plan.lines.joined().contains("hmac"), "\(plan.lines)")
            #expect(!plan.pending.map(\.description).joined().contains("s3cr3t"), "\(plan.pending)")
            #expect(!plan.pending.map(\.description).joined().contains("changed"))
            // What is not known of the old container is not taken for drift: only what an old label told is.
            if ownership.specHash.hasPrefix("v2") { #expect(plan.drift.isEmpty && plan.steps.isEmpty, "\(plan.lines)") }
        }
    }

    @Test func aFieldThatIsNoLongerSecretShowsNothingOfItsPast() throws {
        let old = try render("s3cr3t", ["image": "x", "environment": ["KEY=${{ .var.secret }}"]])
        let new = try render("s3cr3t", ["image": "x", "environment": ["KEY=open"]])
        #expect(
            plan(ownership(old), new, name: "alice.web").pending.map(\.description)
                == [#"container.environment.KEY: "********" -> "open""#])
    }

    @Test func digestsTellNothingWithoutTheKey() throws {
        let fields = try render("s3cr3t").fields
        #expect(try render("s3cr3t", key: [2]).fields != fields)
        #expect(
            try render("s3cr3t", owner: "bob").fields["user"] != fields["user"], "equal values cannot be told elsewhere"
        )
        #expect(fields["user"] != fields["hostname"])
        #expect(try render("s3cr3t").hash != (try render("other")).hash)
        #expect(try render("s3cr3t").fields == fields)
    }

    @Test func digestsOfAnotherKeySayNothing() throws {
        let plan = plan(ownership(try render("s3cr3t", key: [2])), try render("other"), name: "c-s3cr3t")
        #expect(plan.pending.isEmpty && plan.steps.isEmpty, "\(plan.lines)")
        let old = try render("s3cr3t", Self.container, key: [2])
        var changed = Self.container
        changed["stop_grace"] = "20s"
        #expect(
            self.plan(ownership(old), try render("s3cr3t", changed)).pending.map(\.path) == ["container.stop_grace"])
    }

    @Test func numbersAreValuesToo() throws {
        let made = try render(.int(123_456), ["image": "x", "environment": ["PIN=${{ .var.secret }}"]])
        #expect(made.container.environment == ["PIN=123456"])
        #expect(!made.fields.description.contains("123456"))
    }

    @Test func unknownLimitsAreLeftAlone() throws {
        let old = try render("1g", ["image": "x", "memory": "${{ .var.secret }}"])
        var container = ObservedContainer(
            id: "c1", name: "alice.web", state: .running, ownership: ownership(old),
            detail: .init(startedAt: WallTime(milliseconds: 1), resources: .init(memory: 1 << 30), networks: ["bridge"])
        )
        func plan(_ now: RenderedSpace) -> Plan {
            Plan(
                DesiredSpace(
                    ownership: container.ownership, intent: .running, rendered: .success(now), isObserved: true),
                ObservedSpace(containers: [container]))
        }
        #expect(try plan(render("2g", ["image": "x", "memory": "${{ .var.secret }}"])).steps.isEmpty)
        container.detail?.resources.memory = 1 << 20
        #expect(plan(old).drift.map(\.path) == ["memory"], "what is known is put right")
    }
}

extension FieldMap {
    fileprivate var description: String { Value.map(self).description }
}
