import Foundation
import Testing

/// Changes to what runs: deferred when they would disturb it, at once when they do not.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct UpdateScenarios {
    private static let edited = Manifests.template(container: ["environment: [\"EDITED=yes\"]"])

    @Test(arguments: Engine.available)
    func aTemplateEditWaitsForTheRestart(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            _ = try s.world.exec(before.id, "echo kept > /data/file")
            let started = try s.world.startedAt(before.id)

            let path = try s.write("edited.yaml", Self.edited)
            let applied = try s.knot("apply", "-f", path)
            #expect(applied.status == 0 && applied.text.contains("web"), "it says which spaces wait: \(applied.text)")
            let pending = try s.awaitCondition("web", "UpdatePending", "True")
            #expect("\(try s.space("web")["status"]["pending"])".contains("environment"), "\(pending)")
            #expect(try s.must("get", "spaces").contains("update pending"), "the table says so")
            #expect(try s.must("why", "space/web").contains("environment"))
            #expect(try throughout(2) { try s.world.container(of: "web")?.id == before.id })
            #expect(try s.world.startedAt(before.id) == started, "the running space was not touched")
            #expect(try s.knot("diff", "-f", path).status == 0, "what was applied has no differences")

            try s.must("space", "restart", "web", "--wait")
            let after = try s.awaitRunning("web")
            #expect(after.id != before.id)
            #expect(try s.world.exec(after.id, "echo $EDITED") == "yes")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept", "the volume survives")
            let events = try s.must("events", "--for", "space/web").split(separator: "\n")
            #expect(events.filter { $0.contains("VolumeCreated") }.count == 1, "and is no news: \(events)")
            try s.awaitNoUpdate("web")
        }
    }

    @Test(arguments: Engine.available)
    func stopAndStartApplyAnEditToo(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            _ = try s.world.exec(before.id, "echo kept > /data/file")
            try s.apply(Self.edited, wait: false)
            try s.must("space", "stop", "web", "--wait")
            try eventually("no container is left") { try s.world.containers(of: "web").isEmpty }
            #expect(try s.world.volumes().count == 1, "volumes stay when a space stops")
            try s.awaitPhase("web", "Stopped")
            try s.must("space", "start", "web", "--wait")
            let after = try s.awaitRunning("web")
            #expect(try s.world.exec(after.id, "cat /data/file; echo $EDITED").contains("kept"))
            #expect(try s.world.exec(after.id, "echo $EDITED") == "yes")
        }
    }

    @Test(arguments: Engine.available)
    func limitsSetOnTheSpaceChangeInPlace(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web", "memory: 64m")))
            let before = try s.awaitRunning("web")
            #expect(try s.world.memoryLimit(before.id) == 64 << 20)
            try s.apply(Manifests.space("web", "memory: 96m", "cpus: 0.5"), wait: false)
            try eventually("the limit is changed", state: { "\(try s.space("web"))" }) {
                try s.world.memoryLimit(before.id) == 96 << 20
            }
            #expect(try s.world.container(of: "web") == before, "the same container goes on")
            try s.awaitNoUpdate("web")
        }
    }

    @Test(arguments: Engine.available)
    func aVolumeThatATemplateNoLongerNamesIsKept(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let two = Manifests.template(container: ["# two"], template: ["  more:"]).replacing(
                "[\"data:/data\"]", with: "[\"data:/data\", \"more:/more\"]")
            try s.apply(Manifests.join(two, Manifests.space("web")))
            try s.awaitRunning("web")
            #expect(try s.world.volumes().count == 2)
            try s.apply(Manifests.template(), wait: false)
            try s.must("space", "restart", "web", "--wait")
            try s.awaitRunning("web")
            #expect(try throughout(1) { try s.world.volumes().count == 2 }, "a volume is never deleted unasked")
            try s.apply(Manifests.template(template: ["prune_volumes: true"]), wait: false)
            try s.must("space", "restart", "web", "--wait")
            try eventually("the volume is pruned", state: { "\(try s.world.volumes())" }) {
                try s.world.volumes().count == 1
            }
        }
    }

    @Test(arguments: Engine.available)
    func deletingRemovesContainerAndVolume(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("gone"), Manifests.space("kept")))
            try s.awaitRunning("gone")
            try s.awaitRunning("kept")
            try s.must("delete", "space", "gone", "--wait")
            try eventually("its container is gone") { try s.world.containers(of: "gone").isEmpty }
            try eventually("its volume is gone") { try s.world.volumes().count == 1 }
            #expect(try s.knot("get", "space", "gone").status == 4)
            try s.must("delete", "space", "kept", "--keep-volumes", "--wait")
            try eventually("its container is gone") { try s.world.containers(of: "kept").isEmpty }
            #expect(try throughout(1) { try s.world.volumes().count == 1 }, "its volume is kept")
        }
    }
}
