import KnotModel
import KnotNode
import KnotPlan
import KnotSimulator
import KnotStore
import Testing

@Suite struct PolicyTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")

    private func template(_ container: FieldMap = [:]) -> Manifest {
        var container = container
        container["image"] = "ubuntu:latest"
        return Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: ["container": .map(container)])
    }

    private var space: Manifest { Manifest(key: web, fields: ["template": "ubuntu"]) }

    private func refusals(_ reply: Reply?) -> [Refusal] {
        if case .refused(let refusals)? = reply { refusals } else { [] }
    }

    /// The same node after a start under another policy: its records and what its engine runs.
    private func restarted(_ old: Bench, _ policy: Policy) -> Bench {
        var bench = Bench(records: Array(old.core.store.all), engineIsUp: false, policy: policy)
        bench.engine = old.engine
        bench.feed(.engineUp(.docker, version: "1"))
        bench.pass(milliseconds: 5_000)
        return bench
    }

    private func condition(_ topic: Condition.Topic, _ bench: Bench) -> Condition? {
        bench.core.store[web]?.currentStatus?.condition(topic)
    }

    @Test func aTemplateIsRefusedByItself() {
        var bench = Bench(policy: .strict)
        let refused = refusals(bench.apply([template(["privileged": true, "cap_add": ["CAP_SYS_ADMIN"]])]))
        #expect(refused.map(\.field) == ["container.privileged", "container.cap_add"])
        #expect(refused.allSatisfy { $0.key?.kind == .template && $0.failure.code == .refusedByPolicy })
        #expect(bench.core.store.all.isEmpty)
    }

    @Test func whatIsWrongInATemplateIsNotSaidOfItsSpacesAgain() {
        var bench = Bench(policy: .strict)
        let refused = refusals(
            bench.apply([template(["privileged": true, "volumes": ["/srv/${{ .space.name }}:/x"]]), space]))
        #expect(refused.map(\.key?.kind) == [.template, .space])
        #expect(refused.map(\.field) == ["container.privileged", "container.volumes"])
        #expect(bench.core.store.all.isEmpty)
    }

    /// What the node has seen in its engine is judged at the door.
    @Test func volumesThatKnotDidNotMakeAreRefusedUnlessNamed() {
        let common = { (name: String) in
            Manifest(
                key: ResourceKey(.template, name: "ubuntu"),
                fields: [
                    "container": ["image": "x:1", "volumes": .list([.string(name + ":/x")])],
                    "volumes": .map([name: ["shared": true]]),
                ])
        }
        let resource = Manifest(key: ResourceKey(.volume, name: "vol"), fields: ["engine_name": "etc"])
        var bench = Bench(policy: .strict)
        bench.engine.makeForeignVolume("etc")
        bench.pass(milliseconds: 60_000)
        #expect(refusals(bench.apply([common("etc"), space])).map(\.field) == ["volumes"])
        #expect(refusals(bench.apply([resource])).map(\.field) == ["engine_name"])
        #expect(refusals(bench.apply([common("cache"), space])).isEmpty)
        var named = Bench(policy: Policy(volumes: VolumeRule(allowed: ["etc"])))
        named.engine.makeForeignVolume("etc")
        named.pass(milliseconds: 60_000)
        #expect(refusals(named.apply([common("etc"), resource, space])).isEmpty)
    }

    @Test func aSpaceIsRefusedForWhatItRendersTo() {
        var bench = Bench(policy: .strict)
        var template = template(["volumes": ["${{ .custom.path }}:/x"]])
        template.fields["custom_fields"] = [["name": "path"]]
        #expect(refusals(bench.apply([template])).isEmpty)
        var space = space
        space.fields["custom_fields"] = ["path": "/var/run/docker.sock"]
        let refused = refusals(bench.apply([space]))
        #expect(refused.map(\.field) == ["container.volumes"])
        #expect(refused.first?.key == web)
        #expect(refused.first?.failure.message.contains("policy.allow_engine_sockets") == true)
        #expect(bench.core.store[web] == nil)
    }

    @Test func whatThePolicyAddsReachesTheEngine() throws {
        var bench = Bench(policy: .strict)
        bench.apply([template(["ports": ["8080:80"]]), space])
        let specs = bench.actions.compactMap { action -> ContainerSpec? in
            if case .createContainer(let spec, _) = action { spec } else { nil }
        }
        let spec = try #require(specs.first)
        #expect(spec.ports.map(\.hostIP) == ["127.0.0.1"])
        #expect(spec.noNewPrivileges)
        #expect(spec.hostPaths == HostPathRule())
        #expect(condition(.updatePending, bench) == nil)
        #expect(condition(.accepted, bench)?.state == .yes)
    }

    @Test func aTighterPolicyLeavesWhatRunsAndSaysSo() {
        var old = Bench()
        old.apply([template(["privileged": true]), space])
        #expect(old.containers.map(\.state) == [.running])
        var bench = restarted(old, .strict)
        #expect(bench.actions.isEmpty)
        #expect(bench.containers == old.containers)
        #expect(condition(.accepted, bench)?.state == .no)
        #expect(condition(.accepted, bench)?.reason == "RefusedByPolicy")
        #expect(condition(.running, bench)?.state == .yes)
        #expect(bench.core.store[web]?.currentStatus?.phase == .running)

        // A restart is not carried out: what runs could not be made again.
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers == old.containers)
        // Stopped, it cannot come back; deleted, it goes.
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(bench.containers.isEmpty)
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(bench.containers.isEmpty)
        #expect(condition(.running, bench)?.reason == "RefusedByPolicy")

        // Permitted again, it runs.
        bench = restarted(bench, Policy(allowsPrivileged: true))
        #expect(bench.containers.map(\.state) == [.running])
        #expect(condition(.accepted, bench)?.state == .yes)
    }

    @Test func newDefaultsWaitForARestart() {
        var old = Bench()
        old.apply([template(), space])
        var bench = restarted(old, .strict)
        #expect(bench.actions.isEmpty)
        #expect(condition(.accepted, bench)?.state == .yes)
        #expect(condition(.updatePending, bench)?.message.contains("container.pids_limit") == true)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.map(\.state) == [.running])
        #expect(condition(.updatePending, bench) == nil)
    }

    @Test func aRecordThatNobodyCheckedIsNotMade() {
        var peer = Bench(engineIsUp: false)
        peer.apply([template(["network": "host"]), space])
        let bench = restarted(peer, .strict)
        #expect(bench.containers.isEmpty)
        #expect(condition(.accepted, bench)?.message.contains("policy.allow_host_namespaces") == true)
        #expect(bench.core.store[web]?.currentStatus?.phase == .failed)
    }
}
