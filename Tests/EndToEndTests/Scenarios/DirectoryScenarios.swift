import Foundation
import Testing

/// A template's `paths`: directories of the node that come and go with their spaces.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct DirectoryScenarios {
    private func manifests(_ root: String) -> String {
        """
        kind: Template
        name: homely
        paths: ["\(root)/${{ .space.name }}", "\(root)/shared", "\(root)/before"]
        container:
          image: \(Settings.image)
          command: ["sleep", "infinity"]
          stop_grace: 1s
          volumes: ["\(root)/${{ .space.name }}:/mine", "\(root)/shared:/shared", "\(root)/before:/before"]

        """
    }

    @Test(arguments: Engine.available)
    func theyComeAndGoWithTheirSpaces(engine: Engine) throws {
        let root = "/tmp/knot-paths-\(UInt32.random(in: 0 ... .max))"
        let files = FileManager.default
        try files.createDirectory(atPath: root + "/before", withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: root) }
        func isThere(_ path: String) -> Bool { files.fileExists(atPath: root + path) }
        let policy = "\n[policy]\nallowed_paths = [\"\(root)\"]\n"
        try Scenario.play(engine, extra: policy) { s in
            let template = manifests(root)
            try s.apply(
                Manifests.join(
                    template, Manifests.space("web", template: "homely"), Manifests.space("api", template: "homely")))
            let web = try s.awaitRunning("web")
            try s.awaitRunning("api")
            _ = try s.world.exec(web.id, "echo kept > /mine/note; echo kept > /shared/note; echo kept > /before/note")
            #expect(isThere("/web/note") && isThere("/shared/note") && isThere("/before/note"))

            try s.must("space", "stop", "web")
            try s.awaitPhase("web", "Stopped")
            #expect(isThere("/web/note"), "a stop takes nothing along")

            // A server that is killed and started again still knows what it made.
            s.server.kill()
            try s.server.start()
            try s.must("space", "start", "web")
            try s.awaitRunning("web")
            try s.must("delete", "space", "web", "--wait")
            #expect(!isThere("/web"))
            #expect(isThere("/shared/note"), "another space uses it")
            try s.must("delete", "space", "api", "--wait")
            #expect(!isThere("/api") && !isThere("/shared"))
            #expect(isThere("/before/note"), "knot did not make it")
        }
    }

    @Test(arguments: Engine.available)
    func theyAreMadeOnlyWhereThePolicyLets(engine: Engine) throws {
        let root = "/tmp/knot-paths-\(UInt32.random(in: 0 ... .max))"
        try Scenario.play(engine) { s in
            let path = try s.write("refused.yaml", manifests(root))
            let outcome = try s.knot("apply", "-f", path)
            #expect(outcome.status == 5, "\(outcome.text)")
            #expect(outcome.text.contains("policy.allowed_paths"))
            #expect(!FileManager.default.fileExists(atPath: root))
        }
    }
}
