import KnotModel
import KnotPlan
import Testing

@Suite struct ContainerNameTests {
    private func render(_ owner: String, _ name: String, container: FieldMap = ["image": "x"]) throws -> RenderedSpace {
        try Renderer.render(
            space: Manifest(key: ResourceKey(.space, owner: owner, name: name)), uid: UID("u"),
            template: Manifest(key: ResourceKey(.template, name: "t"), fields: ["container": .map(container)]),
            variables: [], volumes: [], context: RenderContext())
    }

    private func pending(label name: String, hash: String, _ now: RenderedSpace) -> [String] {
        var fields = now.fields
        fields["container_name"] = .string(name)
        let made = Ownership(
            cluster: "c", key: now.key, uid: UID("u"), epoch: 1, revision: Stamp(ticks: 1, node: NodeID("n")),
            specHash: hash, spec: fields)
        let container = ObservedContainer(
            id: "c1", name: name, state: .running, ownership: made,
            detail: .init(startedAt: WallTime(milliseconds: 1), networks: ["bridge"]))
        let desired = DesiredSpace(ownership: made, intent: .running, rendered: .success(now), isObserved: true)
        return Plan(desired, ObservedSpace(containers: [container])).lines
    }

    @Test func noTwoSpacesHaveOneName() throws {
        #expect(try render("a", "b-c").container.name == "a.b-c")
        #expect(try render("a-b", "c").container.name == "a-b.c")
        #expect(try render("alice", "web").container.hostname == "web")
    }

    @Test func nobodyTakesTheNameOfAnothersContainer() throws {
        #expect {
            try render("mallory", "x", container: ["image": "x", "container_name": "alice.web"])
        } throws: { error in
            let message = (error as? Failure)?.message ?? ""
            return message.hasPrefix("container.container_name: ") && message.contains("space alice/web") == false
                && message.contains("alice/web") && message.contains("'alice-web'")
        }
        for name in ["/alice.web", "//alice.web", "../alice.web", "-x", "a/b", "\u{e4}", "a b", "%61lice.web"] {
            #expect(throws: Failure.self, "\(name)") {
                try render("mallory", "x", container: ["image": "x", "container_name": .string(name)])
            }
        }
        for name in ["alice-web", "web-1", "a.b.c", "Alice.web", "my_app.web", "mallory.x"] {
            #expect(
                try render("mallory", "x", container: ["image": "x", "container_name": .string(name)]).container.name
                    == name)
        }
    }

    @Test func containersKeepTheNamesThatEarlierVersionsGave() throws {
        let now = try render("a", "b-c")
        #expect(pending(label: "a-b-c", hash: "v1:0", now).isEmpty)
        let explicit = try render("a", "b-c", container: ["image": "x", "container_name": "a-b-c"])
        #expect(pending(label: "a-b-c", hash: "v1:0", explicit).isEmpty)
        #expect(pending(label: "other", hash: "v1:0", now).count == 1)
        #expect(pending(label: "a-b-c", hash: "v2:0", now).count == 1, "a name that was asked for since")
    }
}
