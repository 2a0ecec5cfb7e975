import Foundation
import Testing

/// What an engine that ended, or was ended, leaves behind.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct EngineScenarios {
    /// Debian's podman-docker puts Podman's socket where Docker's is looked for.
    @Test(arguments: Engine.available)
    func oneEngineUnderTwoNamesIsOneEngine(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.server.configure { text in
                text.replacing(
                    "runtime_pref = [\"\(engine.rawValue)\"]", with: "runtime_pref = [\"docker\", \"podman\"]"
                )
                .replacing("unix://\(s.directory.path)/none.sock", with: engine.endpoint ?? "")
                .replacing("relist_interval = \"5s\"", with: "relist_interval = \"1s\"")
            }
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            #expect(try throughout(8) { try s.world.container(of: "web") == web }, "nobody takes it for a stray")
            var runtimes: [JSON] = []
            try eventually("the other name is refused", state: { "\(runtimes)" }) {
                runtimes = try s.server.http.get("/api/v1/runtimes")["items"].array
                let other = runtimes.first { $0["up"].bool == false }
                return other?["failure"]["message"].string?.contains("name it as \(engine.rawValue)") == true
            }
            #expect(runtimes.filter { $0["up"].bool == true }.map { $0["kind"].string } == [engine.rawValue])
        }
    }

    /// What an engine tells of such a container is more than a mebibyte.
    @Test(arguments: Engine.available)
    func aSpaceWithALongEnvironmentIsSeenAndGoes(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let value = String(repeating: "x", count: 100_000)
            let environment = ["environment:"] + (1...6).map { "  V\($0): \(value)" }
            try s.apply(Manifests.join(Manifests.template(container: environment), Manifests.space("web")))
            let web = try s.awaitRunning("web")
            #expect(try s.world.inspect(web.id).description.utf8.count > 1 << 20)
            try s.must("delete", "space/web", "--wait")
            #expect(try s.world.containers(of: "web").isEmpty)
        }
    }

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

            try eventually("it is made anew", state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web") else { return false }
                return now.isRunning && now.id != lost.id
            }
            let after = try s.awaitRunning("web")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept")
            #expect(try s.world.container(of: "calm")?.id == calm.id, "its neighbour was not touched")
        }
    }

    /// Killed while it makes a container, Podman keeps its name in the storage and lists no container of that name. The
    /// server that asked for it knows what that is, also when it was killed itself.
    @Test(
        .enabled(if: Engine.available.contains(.podman), "only Podman makes half a container"),
        arguments: Engine.available.filter { $0 == .podman }, [false, true])
    func aContainerThatWasHalfMadeIsMadeAgain(engine: Engine, serverDies: Bool) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            let power = EnginePower(engine: engine)
            let half = try HalfMade(power)
            try s.apply(Manifests.space("late"), wait: false)
            try half.end("admin.late")
            let left = try #require(try power.stored().first { $0.name == "admin.late" })
            if serverDies { s.server.kill() } else { s.server.hold() }
            try power.start()
            #expect(try s.world.containers(of: "late").isEmpty, "Podman lists nothing of the kind")
            if serverDies { try s.server.start() } else { s.server.letGo() }

            let late = try s.awaitRunning("late")
            try s.awaitPhase("late", "Running")
            #expect(late.id != left.id)
            #expect(try !power.stored().contains { $0.id == left.id }, "nothing is left over")
            #expect(try s.world.container(of: "web")?.id == web.id, "its neighbour was not touched")
            let notes = s.directory.appending(path: "data/creations").path
            #expect(try FileManager.default.contentsOfDirectory(atPath: notes).isEmpty)
        }
    }

    /// What somebody else's call left half made is not ours to remove: the status says what to do.
    @Test(
        .enabled(if: Engine.available.contains(.podman), "only Podman makes half a container"),
        arguments: Engine.available.filter { $0 == .podman })
    func whatOthersLeftHalfMadeStays(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.template())
            let power = EnginePower(engine: engine)
            let half = try HalfMade(power)
            let body = "{\"Image\": \"\(Settings.image)\", \"Cmd\": [\"sleep\", \"3600\"]}"
            let call = try Child(
                [
                    "curl", "-sS", "--unix-socket", engine.socket, "-X", "POST", "-H", "Content-Type: application/json",
                    "--data-binary", body, "http://engine/v1.41/containers/create?name=admin.late",
                ], directory: s.directory)
            try half.end("admin.late")
            _ = try call.finish()
            try power.start()

            try s.server.awaitReady()
            try s.apply(Manifests.space("late"), wait: false)
            try s.awaitCondition("late", "Degraded", "True")
            var refusal = JSON(value: nil)
            // Between two tries it is on its way for a moment.
            try eventually("it says why", state: { "\(try s.space("late"))" }) {
                refusal = try s.condition("late", "Running")
                return refusal["reason"].string == "NameTaken"
            }
            #expect(refusal["message"].string?.contains("'podman rm admin.late'") == true, "\(refusal)")
            #expect(try throughout(15) { try power.stored().contains { $0.name == "admin.late" } })
            try s.world.remove("admin.late")
            try s.awaitRunning("late")
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
            try s.awaitCondition("web", "Running", "Unknown")
            try power.start()
            let after = try s.awaitRunning("web")
            try s.awaitPhase("web", "Running")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept")
            #expect(try s.knot("diff", "-f", s.directory.appending(path: "applied.yaml").path).status == 0)
        }
    }
}
