import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

/// Nothing that leaves the core for people or for the disk holds a protected value, whatever engines and scripts say.
@Suite struct SecrecyTests {
    private static let secret = "hunter2-tr0ub4dor"
    private static let web = ResourceKey(.space, owner: "alice", name: "web")

    private static func variable(_ value: Value, protected: Bool = true) -> Manifest {
        Manifest(key: ResourceKey(.variable, name: "key"), fields: ["value": value, "protected": .bool(protected)])
    }

    private static func template(_ container: FieldMap, _ more: FieldMap = [:]) -> Manifest {
        var fields = more
        fields["container"] = .map(container)
        return Manifest(key: ResourceKey(.template, name: "t"), fields: fields)
    }

    private static let space = Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "t"])

    private static let everywhere: FieldMap = [
        "image": "r/${{ .var.key }}:1", "container_name": "n-${{ .var.key }}", "network": "net-${{ .var.key }}",
        "command": ["${{ .var.key }}"], "environment": ["KEY=${{ .var.key }}"], "volumes": ["v-${{ .var.key }}:/v"],
    ]

    private static func bench() -> Bench {
        var bench = Bench()
        bench.load("r/\(secret):1")
        bench.engine.networks.insert("net-\(secret)")
        return bench
    }

    /// All that was told, and what is told when asked.
    private func everything(_ bench: Bench) -> String {
        let why = bench.core.explain(Self.web).map { $0.chain + $0.plan } ?? []
        let stored = bench.core.store.all.compactMap { $0.status.map { "\($0)" } }
        return (bench.told + why + stored + bench.core.events.list().map(\.message)).joined(separator: "\n")
    }

    private func isSafe(_ bench: Bench) -> Bool { !everything(bench).contains(Self.secret) }

    @Test(arguments: [
        "check_image", "pull", "create_volume", "create", "start", "stop", "remove", "rename", "connect", "none",
    ])
    func whateverAnEngineSays(verb: String) throws {
        var bench = Self.bench()
        let words = "no such thing: r/\(Self.secret):1, \"\(Self.secret)\""
        if verb == "pull" { for image in bench.engine.images.keys { bench.engine.removeImage(image) } }
        bench.failing[verb] = Failure(.engineFailed, subject: "n-\(Self.secret)", words, cause: words)
        bench.apply([
            Self.variable(.string(Self.secret)),
            Self.template(Self.everywhere, ["volumes": ["v-${{ .var.key }}": .null]]),
            Self.space,
        ])
        bench.pass(milliseconds: 5_000)
        bench.ask(.lifecycle(Self.web, .restart, by: .user("alice")))
        if !bench.containers.isEmpty { bench.containers[0].name = "renamed-\(Self.secret)" }
        bench.feed(.hint(.docker, EngineEvent(key: Self.web, containerID: "docker-c-1", action: "rename")))
        bench.pass(milliseconds: 5_000)
        bench.ask(.lifecycle(Self.web, .stop, by: .user("alice")))
        bench.pass(milliseconds: 5_000)
        #expect(bench.actions.contains { "\($0)".contains(Self.secret) }, "the engine is given it")
        #expect(isSafe(bench), "\(everything(bench))")
        #expect(everything(bench).contains("********"))
    }

    @Test func whateverScriptsAndChecksSay() throws {
        var bench = Bench()
        bench.scriptOutcome = ScriptOutcome(
            exitCode: 1,
            failure: Failure(.commandFailed, subject: "x", "ended with code 1", cause: "got \(Self.secret)"))
        bench.probeFailure = Failure(.commandFailed, subject: "x", "said \(Self.secret)")
        bench.apply([
            Self.variable(.string(Self.secret)),
            Self.template(
                ["image": "ubuntu:latest"],
                [
                    "startup_script": "echo ${{ .var.key }}", "health_check_type": "program",
                    "health_check_config": "true", "health_check_interval": 1,
                ]), Self.space,
        ])
        bench.pass(milliseconds: 10_000)
        #expect(bench.orders.first?.order.scripts.first?.text == "echo \(Self.secret)")
        #expect(bench.orders.first?.order.redactor.redacted(Self.secret) == "********")
        #expect(everything(bench).contains("got ********"))
        #expect(isSafe(bench), "\(everything(bench))")
    }

    @Test(
        arguments: [
            ["image": "Not an image ${{ .var.key }}"], ["image": "x", "memory": "${{ .var.key }}"],
            ["image": "x", "ports": ["${{ .var.key }}"]], ["image": "x", "volumes": ["${{ .var.key }}:/x"]],
            ["image": "x", "volumes": ["/srv/${{ .var.key }}:/x"]],
            ["image": "x", "network": "container:${{ .var.key }}"],
            ["image": "x", "container_name": "bob.${{ .var.key }}"],
        ] as [FieldMap])
    func refusals(container: FieldMap) throws {
        var bench = Bench(policy: Policy())
        let all = [Self.variable(.string(Self.secret)), Self.template(container), Self.space]
        // The value comes with the request, is known, and is known while a space can no longer be made.
        #expect(bench.apply(all).map { if case .refused = $0 { true } else { false } } == true)
        bench.apply([all[0]])
        let reply = bench.core.review(
            [all[1], all[2]], ApplyOptions(owner: .user("alice"), user: "alice", dryRun: true), at: bench.now.wall)
        bench.told.append("\(reply)")
        bench.apply([Self.template(["image": "ubuntu:latest"]), all[2]])
        bench.pass(milliseconds: 2_000)
        bench.apply([all[1]])
        bench.pass(milliseconds: 2_000)
        #expect(isSafe(bench), "\(everything(bench))")
    }

    @Test func aValueThatWasChangedOrDeletedIsHiddenOn() throws {
        var bench = Self.bench()
        bench.apply([
            Self.variable(.string(Self.secret)),
            Self.template(Self.everywhere, ["volumes": ["v-${{ .var.key }}": .null]]), Self.space,
        ])
        bench.pass(milliseconds: 2_000)
        bench.apply([Self.variable("another-value")])
        bench.failing["stop"] = Failure(.engineFailed, subject: "n-\(Self.secret)", "n-\(Self.secret) does not stop")
        bench.ask(.lifecycle(Self.web, .stop, by: .user("alice")))
        bench.pass(milliseconds: 2_000)
        #expect(everything(bench).contains("does not stop"))
        bench.ask(.delete([ResourceKey(.variable, name: "key")], DeleteOptions(owner: .user("alice"))))
        bench.pass(milliseconds: 2_000)
        #expect(isSafe(bench), "\(everything(bench))")

        // A node that starts anew knows it still, also once there is a variable of that name again.
        bench.apply([Self.variable("one-more-value")])
        bench.pass(milliseconds: 2_000)
        let core = NodeCore(
            NodeCore.Configuration(node: NodeID("n1"), cluster: "c", seed: 1),
            replica: try Replica(bench.core.store.all))
        #expect(core.redactor.redacted("\(Self.secret) another-value one-more-value") == "******** ******** ********")
        #expect(
            bench.core.store[ResourceKey(.variable, name: "key")]?.spec.value.former == ["another-value", Self.secret])
    }

    /// What an earlier version stored as it came is hidden when it is read.
    @Test func whatEarlierVersionsToldIsHidden() throws {
        var bench = Bench()
        bench.apply([Self.variable("another-value"), Self.template(["image": "ubuntu:latest"]), Self.space])
        bench.pass(milliseconds: 2_000)
        let records = bench.core.store.all.map { record in
            var record = record
            if record.key.kind == .variable { record.spec.value.fields["value"] = .string(Self.secret) }
            record.status?.value.lastError = Failure(.engineFailed, subject: "x", "saw \(Self.secret)")
            return record
        }
        let event = Event(
            key: Self.web, severity: .warning, reason: "X", message: "saw \(Self.secret)", first: bench.now.wall,
            last: bench.now.wall, node: NodeID("n1"))
        let core = NodeCore(
            NodeCore.Configuration(node: NodeID("n1"), cluster: "c", seed: 1), replica: try Replica(records),
            events: [event])
        #expect(core.events.list().map(\.message) == ["saw ********"])
        #expect(core.store[Self.web]?.currentStatus?.lastError?.message == "saw ********")
    }

    @Test func aShortValueIsWarnedOf() throws {
        var bench = Bench()
        guard case .changes(let changes)? = bench.apply([Self.variable("abc")]) else { throw NoChanges() }
        #expect(changes.first?.warnings.first?.contains("too short to be hidden") == true)
        guard case .changes(let others)? = bench.apply([Self.variable("abc", protected: false)]) else {
            throw NoChanges()
        }
        #expect(others.first?.warnings.isEmpty == true)
    }

    // MARK: Values that were hidden, applied again

    private struct NoChanges: Error {}

    private func refusal(_ reply: Reply?) -> Refusal? {
        if case .refused(let refusals)? = reply { refusals.first } else { nil }
    }

    @Test func anExportKeepsWhatItCouldNotShow() throws {
        var bench = Bench()
        bench.apply([Self.variable(.string(Self.secret))])
        guard case .changes(let changes)? = bench.apply([Self.variable("********")]) else { throw NoChanges() }
        #expect(changes.map(\.verb) == [.unchanged])
        #expect(
            bench.core.store[ResourceKey(.variable, name: "key")]?.spec.value.fields["value"] == .string(Self.secret))
    }

    @Test func anExportDestroysNothing() throws {
        var bench = Bench()
        let key = ResourceKey(.variable, name: "key")
        for protected in [true, false] {
            let found = try #require(refusal(bench.apply([Self.variable("********", protected: protected)])))
            #expect(found.key == key && found.field == "value")
            #expect(found.failure.message.contains("no value of variable/key is stored that could be kept"))
        }
        bench.apply([Self.variable(.string(Self.secret))])
        let open = try #require(refusal(bench.apply([Self.variable("********", protected: false)])))
        #expect(open.failure.message.contains("write the value itself"))
        bench.ask(.delete([key], DeleteOptions(owner: .user("alice"))))
        #expect(refusal(bench.apply([Self.variable("********")]))?.field == "value")
        #expect(bench.core.store[key]?.isTombstone == true)
    }

    @Test(
        arguments: [
            ("container.environment[1]", ["image": "x", "environment": ["A=1", "KEY=********"]]),
            ("container.auth.password", ["image": "x", "auth": ["username": "a", "password": "********"]]),
            ("container.command[0]", ["image": "x", "command": ["********"]]),
        ] as [(String, FieldMap)])
    func noOtherFieldTakesAHiddenValue(field: String, container: FieldMap) throws {
        var bench = Bench()
        let found = try #require(refusal(bench.apply([Self.template(container)])))
        #expect(found.field == field)
        #expect(found.failure.message.contains("is what knot shows in place of a protected value"))
        let stars = Self.template(["image": "x", "command": ["echo", "a ******** b", "--x=*********"]])
        #expect(refusal(bench.apply([stars])) == nil)
    }
}
