import Foundation
import Testing

/// What an engine that ended, or was ended, leaves behind.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct EngineScenarios {
    /// Killed while it removes a container, Podman forgets the storage and remembers the container; its compatible list
    /// is then refused as a whole.
    @Test(
        .enabled(if: Engine.available.contains(.podman), "only Podman forgets half a container"),
        arguments: Engine.available.filter { $0 == .podman })
    func aContainerThatLostItsStorageBlindsNobody(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.web, Manifests.space("calm")))
            let calm = try s.awaitRunning("calm")
            let lost = try s.awaitRunning("web")
            _ = try s.world.exec(lost.id, "echo kept > /data/file")
            let power = EnginePower(engine: engine)
            s.server.hold()
            try s.world.post(lost.id, "stop?t=0")
            try power.end(SIGKILL)
            let known = try JSON(String(contentsOf: power.storage, encoding: .utf8)).array
            let rest = known.filter { $0["id"].string != lost.id }
            #expect(rest.count < known.count, "the storage of \(lost.id) was there")
            try Data("[\(rest.map(\.description).joined(separator: ","))]".utf8).write(to: power.storage)
            try power.start()
            s.server.letGo()

            try eventually("it is made anew", within: 60, state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web") else { return false }
                return now.isRunning && now.id != lost.id
            }
            let after = try s.awaitRunning("web")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept")
            #expect(try s.world.container(of: "calm")?.id == calm.id, "its neighbour was not touched")
        }
    }

    /// Killed while it stops a container, Podman says `stopping` of it from then on.
    @Test(arguments: Engine.available)
    func whatAnEndedEngineLeavesIsFinished(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            _ = try s.world.exec(before.id, "echo kept > /data/file")
            let power = EnginePower(engine: engine)
            // Docker that is ended while calls are under way damages its containers, and no call mends them.
            s.server.hold()
            try power.end(engine == .docker ? SIGTERM : SIGKILL)
            s.server.letGo()
            try s.awaitCondition("web", "Running", "Unknown", within: 60)
            try power.start()
            let after = try s.awaitRunning("web", within: 60)
            try s.awaitPhase("web", "Running")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept")
            #expect(try s.knot("diff", "-f", s.directory.appending(path: "applied.yaml").path).status == 0)
        }
    }
}
