import KnotModel
import KnotPlan
import Testing

@Suite struct RenderedPolicyTests {
    private func render(_ container: Value, _ policy: Policy) throws -> RenderedSpace {
        try Renderer.render(
            space: Manifest(
                key: ResourceKey(.space, owner: "alice", name: "web"), fields: ["custom_fields": ["path": "/etc"]]),
            uid: UID("u1"),
            template: Manifest(key: ResourceKey(.template, name: "t"), fields: ["container": container]),
            variables: [], volumes: [], context: RenderContext(policy: policy))
    }

    @Test func theHashCoversWhatThePolicyAdds() throws {
        let policies: [Policy] = [.unrestricted, .strict, Policy(pidsLimit: 100), Policy(forbidsNewPrivileges: false)]
        let hashes = try policies.map { try render(["image": "x"], $0).hash }
        #expect(Set(hashes).count == policies.count)
    }

    @Test func theHashIsNotOfWhatThePolicyAllows() throws {
        let wide = Policy(allowsPrivileged: true, hostPaths: HostPathRule(allowed: ["/srv"]))
        #expect(try render(["image": "x"], .strict).hash == render(["image": "x"], wide).hash)
    }

    @Test func whatExpressionsComeToIsJudged() throws {
        let rendered = try render(["image": "x", "volumes": ["${{ .custom.path }}:/x"]], .strict)
        #expect(rendered.violations.map(\.rule) == [.hostPaths])
    }

    @Test func noStepIsPlannedForWhatIsRefused() throws {
        let ownership = Ownership(
            cluster: "c", key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("u1"), epoch: 1,
            revision: Stamp(ticks: 1, node: NodeID("n1")))
        let rendered = try render(["image": "x", "privileged": true, "network": "host"], .strict)
        let plan = Plan(
            DesiredSpace(ownership: ownership, intent: .running, rendered: .success(rendered)), ObservedSpace())
        #expect(plan.steps.isEmpty)
        #expect(plan.blocked?.code == .refusedByPolicy)
        #expect(plan.blocked?.message.contains("policy.allow_privileged") == true)
        #expect(plan.blocked?.message.contains("policy.allow_host_namespaces") == true)
    }
}
