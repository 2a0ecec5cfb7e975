import Foundation
import Testing

/// Which image runs, and what comes of another one getting its name.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ImageScenarios {
    private static let name = "localhost/knot-moving"

    @Test(arguments: Engine.available)
    func aMovedNameIsSaidAndAppliedByTheNextRestart(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.world.tag(Settings.image, repository: Self.name)
            defer { try? s.world.untag(Self.name + ":latest") }
            try s.apply(Manifests.join(Manifests.template(image: Self.name + ":latest"), Manifests.space("web")))
            let before = try s.awaitRunning("web")
            let image = try s.space("web")["status"]["image"]
            #expect(image["reference"].string == Self.name + ":latest")
            #expect(image["id"].string?.hasPrefix("sha256:") == true, "\(image)")
            #expect(try s.must("space", "outdated", "-o", "name").isEmpty)

            try s.world.commit(before.id, repository: Self.name)
            let condition = try s.awaitCondition("web", "UpdatePending", "True")
            #expect(condition["reason"].string == "ImageChanged")
            #expect(condition["message"].string?.contains("knot space restart web") == true, "\(condition)")
            #expect(try throughout(3) { try s.world.container(of: "web") == before }, "what runs is not disturbed")
            let row = try s.must("space", "outdated").split(separator: "\n").last.map(String.init) ?? ""
            #expect(row.contains("web") && row.contains("image"), "\(row)")
            #expect(try s.must("space", "outdated", "-o", "json").contains("image id"))

            // A change of the template on top of it.
            let edited = Manifests.template(image: Self.name + ":latest", container: ["hostname: other"])
            try s.apply(edited, wait: false)
            try eventually("it is behind both", state: { try s.must("space", "outdated") }) {
                try s.must("space", "outdated").contains("both")
            }

            try s.must("space", "restart", "web", "--wait")
            let after = try s.awaitRunning("web")
            #expect(after.id != before.id)
            try s.awaitNoUpdate("web")
            #expect(try s.space("web")["status"]["image"]["id"].string != image["id"].string)
            #expect(try s.must("space", "outdated", "-o", "name").isEmpty)
        }
    }
}
