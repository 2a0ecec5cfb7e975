import Foundation
import Testing

/// What an image declares as a volume (`VOLUME`) and the template does not mount.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ImageVolumeScenarios {
    @Test(arguments: Engine.available)
    func itIsKeptOverARestartAndGoesWithTheSpace(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let repository = "localhost/knot-volume-\(s.server.port)"
            let base = try s.world.makeForeign(name: "base-\(s.server.port)")
            defer { try? s.world.untag(repository + ":latest") }
            _ = try s.world.exec(base, "mkdir -p /store/deep && echo given > /store/deep/file && chown 1000 /store")
            let made = try s.world.http.send(
                "POST",
                "/v1.41/commit?container=\(base)&repo=\(repository)&tag=latest&pause=false&changes=VOLUME%20/store",
                body: "{}")
            try #require(made.status < 300, "\(made.body)")
            try s.world.remove(base)

            try s.apply(Manifests.join(Manifests.template(image: repository + ":latest"), Manifests.space("web")))
            let first = try s.awaitRunning("web")
            #expect(try s.world.exec(first.id, "cat /store/deep/file; stat -c %u /store").contains("given"))
            #expect(try s.world.exec(first.id, "stat -c %u /store") == "1000", "it begins as the image has it")
            _ = try s.world.exec(first.id, "echo mine > /store/note")
            let names = try s.world.volumes()
            #expect(names.count == 2, "its own and the image's: \(names)")
            let shown = try s.must("space", "get", "web")
            #expect(shown.contains("Image volumes:") && shown.contains(":/store"), "\(shown)")

            try s.must("space", "restart", "web", "--wait")
            let second = try s.awaitRunning("web")
            #expect(second.id != first.id)
            #expect(try s.world.exec(second.id, "cat /store/note") == "mine")
            try s.must("space", "stop", "web", "--wait")
            try s.must("space", "start", "web", "--wait")
            let third = try s.awaitRunning("web")
            #expect(try s.world.exec(third.id, "cat /store/note") == "mine")

            // An image that does not declare it: it waits for one that does.
            try s.apply(Manifests.template(template: ["prune_volumes: true"]), wait: false)
            try s.must("space", "restart", "web", "--wait")
            #expect(try s.world.volumes() == names)
            try s.must("delete", "space", "web", "--wait")
            #expect(try s.world.volumes().isEmpty)
        }
    }
}
