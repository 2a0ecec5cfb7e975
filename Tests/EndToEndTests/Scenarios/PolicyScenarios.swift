import Foundation
import Testing

/// What the administrator of a node forbids, at the door and on the node.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct PolicyScenarios {
    /// A line of a template's container, and the setting that would permit it.
    struct Wish: CustomTestStringConvertible {
        let line: String
        let setting: String
        var testDescription: String { line }
    }

    static let wishes = [
        Wish(line: "privileged: true", setting: "policy.allow_privileged"),
        Wish(line: "network: host", setting: "policy.allow_host_namespaces"),
        Wish(line: "devices: [\"/dev/fuse:/dev/fuse\"]", setting: "policy.allowed_devices"),
        Wish(line: "cap_add: [CAP_SYS_ADMIN]", setting: "policy.allowed_capabilities"),
        Wish(line: "volumes: [\"/var/run/docker.sock:/s\"]", setting: "policy.allow_engine_sockets"),
        Wish(line: "volumes: [\"/etc:/host\"]", setting: "policy.allowed_paths"),
        Wish(line: "ports: [\"0.0.0.0:18080:80\"]", setting: "policy.allow_public_ports"),
    ]

    @Test(arguments: Engine.available)
    func whatIsForbiddenIsRefusedAtTheDoor(engine: Engine) throws {
        try Scenario.play(engine) { s in
            for wish in Self.wishes {
                let yaml = "kind: Template\nname: wish\ncontainer:\n  image: \(Settings.image)\n  \(wish.line)\n"
                let path = try s.write("wish.yaml", Manifests.join(yaml, Manifests.space("web", template: "wish")))
                let refused = try s.knot("apply", "-f", path)
                #expect(refused.status == 5, "\(wish.line): \(refused.text)")
                #expect(refused.text.contains(wish.setting), "it says who can change it: \(refused.text)")
            }
            #expect(try s.knot("get", "space", "web").status == 4, "nothing was written")
            #expect(try s.world.containers().isEmpty)
        }
    }

    /// What was admitted under another policy is judged again before a container is made.
    @Test(arguments: Engine.available)
    func theNodeJudgesAgainBeforeItMakes(engine: Engine) throws {
        try Scenario.play(engine, extra: "[policy]\nallow_host_namespaces = true") { s in
            let template = Manifests.template(container: ["network: host"])
            try s.apply(
                Manifests.join(template, Manifests.space("up"), Manifests.space("down", "running: false")), wait: false)
            let up = try s.awaitRunning("up")
            #expect(try s.world.inspect(up.id)["HostConfig"]["NetworkMode"].string == "host")
            try s.server.stop()
            try s.server.configure("")
            try s.server.start()
            try s.must("space", "start", "down", "--no-wait")
            let refused = try s.awaitCondition("down", "Accepted", "False")
            #expect(refused["reason"].string == "RefusedByPolicy")
            #expect("\(refused)".contains("policy.allow_host_namespaces"), "\(refused)")
            #expect(try throughout(2) { try s.world.containers(of: "down").isEmpty })
            #expect(try s.world.container(of: "up") == up, "what runs goes on")
        }
    }

    @Test(arguments: Engine.available)
    func aLinkThatIsTurnedOutwardsIsRefusedOnTheNode(engine: Engine) throws {
        let files = FileManager.default
        let shared = URL(filePath: "/tmp/knot-shared-\(UInt32.random(in: 0 ... .max))")
        let inner = shared.appending(path: "inner")
        let link = shared.appending(path: "link")
        try files.createDirectory(at: inner, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: shared) }
        try Data("inside".utf8).write(to: inner.appending(path: "file"))
        try files.createSymbolicLink(at: link, withDestinationURL: inner)
        try Scenario.play(engine, extra: "[policy]\nallowed_paths = [\"\(shared.path)\"]") { s in
            let template = Manifests.template().replacing("data:/data", with: "\(link.path):/shared")
            try s.apply(Manifests.join(template, Manifests.space("web")))
            let first = try s.awaitRunning("web")
            #expect(try s.world.exec(first.id, "cat /shared/file") == "inside")

            try files.removeItem(at: link)
            try files.createSymbolicLink(at: link, withDestinationURL: URL(filePath: "/etc"))
            try s.must("space", "restart", "web", "--no-wait")
            let refused = try s.awaitCondition("web", "Accepted", "False")
            #expect("\(refused)".contains("leads to"), "\(refused)")
            #expect(try throughout(2) { try !s.world.containers(of: "web").contains(where: \.isRunning) })

            try files.removeItem(at: link)
            try files.createSymbolicLink(at: link, withDestinationURL: inner)
            try s.must("space", "restart", "web", "--no-wait")
            let second = try s.awaitRunning("web")
            #expect(try s.world.exec(second.id, "cat /shared/file") == "inside")
            try s.awaitCondition("web", "Accepted", "True")
        }
    }
}
