import Foundation
import Testing

/// Paths of the node in spaces, and what other spaces and people do to them.
extension AttackScenarios {
    /// A directory that spaces may mount, with `x/sub/who` in it that says inside.
    private func play(_ engine: Engine, _ story: (Scenario, String) throws -> Void) throws {
        let shared = "/tmp/knot-shared-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: shared + "/x/sub", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: shared) }
        try Data("inside".utf8).write(to: URL(filePath: shared + "/x/sub/who"))
        try Scenario.play(engine, extra: "[policy]\nallowed_paths = [\"\(shared)\"]") { s in try story(s, shared) }
    }

    private func template(_ name: String, _ mount: String) -> String {
        Manifests.template(name).replacing("\"data:/data\"", with: "\"\(mount)\"")
    }

    /// Whether the node's root shows anywhere in a space: every Linux has this file, the tests' image has not.
    private func showsTheNode(_ s: Scenario, _ id: String) throws -> Bool {
        try s.world.exec(id, "ls /m/etc/hostname /m/proc/1 /m/usr/bin >/dev/null 2>&1 && echo node") == "node"
    }

    /// One space mounts a directory, another one a directory in it, which the first replaces by a link to the root.
    @Test(arguments: Engine.available)
    func aSpaceCannotLeadAnotherToTheNodesRoot(engine: Engine) throws {
        try play(engine) { s, shared in
            try s.apply(
                Manifests.join(
                    template("wide", "\(shared)/x:/x"), template("narrow", "\(shared)/x/sub:/m"),
                    Manifests.space("first", template: "wide"), Manifests.space("second", template: "narrow")))
            let first = try s.awaitRunning("first")
            let second = try s.awaitRunning("second")
            #expect(try s.world.exec(second.id, "cat /m/who") == "inside")
            _ = try s.world.exec(first.id, "mv /x/sub /x/old && ln -s / /x/sub")
            #expect(try s.world.exec(second.id, "cat /m/who") == "inside")
            try s.world.post(second.id, "kill")
            let refused = try s.awaitCondition("second", "Accepted", "False")
            #expect(refused["reason"].string == "RefusedByPolicy", "\(refused)")
            #expect(try throughout(3) { try !s.world.containers(of: "second").contains(where: \.isRunning) })

            // By hand it still has what was judged, however the path looks now.
            try s.world.post(second.id, "start")
            #expect(try s.world.exec(second.id, "cat /m/who") == "inside")
            #expect(try !showsTheNode(s, second.id))

            _ = try s.world.exec(first.id, "rm /x/sub && mv /x/old /x/sub")
            try s.must("space", "restart", "second", "--wait")
            let again = try s.awaitRunning("second")
            #expect(try s.world.exec(again.id, "cat /m/who") == "inside")
        }
    }

    /// After a reboot, say, nothing is mounted where the engine looks.
    @Test(arguments: Engine.available)
    func withoutItsPinAContainerDoesNotStartByHand(engine: Engine) throws {
        try play(engine) { s, shared in
            try s.apply(Manifests.join(template("shell", "\(shared)/x/sub:/m"), Manifests.space("web")))
            let web = try s.awaitRunning("web")
            try s.server.stop()
            try s.world.post(web.id, "kill")
            s.server.unmountPins()
            try FileManager.default.moveItem(atPath: shared + "/x/sub", toPath: shared + "/x/old")
            try FileManager.default.createSymbolicLink(atPath: shared + "/x/sub", withDestinationPath: "/")
            let answer = try s.world.http.send("POST", "/v1.41/containers/\(web.id)/start")
            #expect(answer.status >= 400, "\(answer.body)")
            #expect(try s.world.container(of: "web")?.isRunning == false)
            try FileManager.default.removeItem(atPath: shared + "/x/sub")
            try FileManager.default.moveItem(atPath: shared + "/x/old", toPath: shared + "/x/sub")
            try s.server.start()
            #expect(try s.awaitRunning("web").id == web.id, "knot pins it again and starts what is there")
            #expect(try s.world.exec(web.id, "cat /m/who") == "inside")
        }
    }

    @Test(arguments: Engine.available)
    func theEnginesOwnRestartShowsNothingElse(engine: Engine) throws {
        try play(engine) { s, shared in
            try s.apply(Manifests.join(template("shell", "\(shared)/x/sub:/m"), Manifests.space("web")))
            let web = try s.awaitRunning("web")
            try s.server.stop()
            if engine == .docker {
                // Docker then starts it by itself.
                _ = try s.world.http.send(
                    "POST", "/v1.41/containers/\(web.id)/update", body: #"{"RestartPolicy": {"Name": "always"}}"#)
            }
            let power = EnginePower(engine: engine)
            try power.end()
            try FileManager.default.moveItem(atPath: shared + "/x/sub", toPath: shared + "/x/old")
            try FileManager.default.createSymbolicLink(atPath: shared + "/x/sub", withDestinationPath: "/")
            try power.start()
            if engine == .docker { try s.awaitRunningByItself(web.id) } else { try s.world.post(web.id, "restart") }
            #expect(try s.world.exec(web.id, "cat /m/who") == "inside")
            #expect(try !showsTheNode(s, web.id))
        }
    }

    /// Puts a container like the version before made it in the place of a space's.
    private func makeBare(_ s: Scenario, _ space: String, _ bind: String) throws -> String {
        let made = try s.awaitRunning(space)
        let found = try s.world.inspect(made.id)
        try s.server.stop()
        try s.world.remove(made.id)
        let labels = found["Config"]["Labels"].description
        let body = """
            {"Image": "\(Settings.image)", "Cmd": ["sleep", "infinity"], "Labels": \(labels),
             "HostConfig": {"Binds": ["\(bind)"]}}
            """
        let name = (found["Name"].string ?? "").trimmingPrefix("/")
        let answer = try s.world.http.send("POST", "/v1.41/containers/create?name=\(name)", body: body)
        let id = try #require(answer.json["Id"].string, "\(answer.body)")
        try s.world.post(id, "start")
        try s.server.start()
        return id
    }

    @Test(arguments: Engine.available)
    func containersMadeBeforeRunOnAndAreJudgedBeforeTheyStart(engine: Engine) throws {
        try play(engine) { s, shared in
            try s.apply(
                Manifests.join(template("narrow", "\(shared)/x/sub:/m"), Manifests.space("second", template: "narrow")))
            let old = try makeBare(s, "second", "\(shared)/x/sub:/m")
            #expect(try throughout(4) { try s.world.container(of: "second")?.id == old }, "it runs on")
            // Nobody can exchange the path: it starts as it is.
            try s.world.post(old, "kill")
            #expect(try s.awaitRunning("second").id == old)
            try s.apply(Manifests.join(template("wide", "\(shared)/x:/x"), Manifests.space("first", template: "wide")))
            try s.awaitRunning("first")
            try s.world.post(old, "kill")
            let refused = try s.awaitCondition("second", "Accepted", "False")
            #expect("\(refused)".contains("restart the space"), "\(refused)")
            #expect(try throughout(2) { try !s.world.containers(of: "second").contains(where: \.isRunning) })
            try s.must("space", "restart", "second", "--wait")
            let new = try s.awaitRunning("second")
            #expect(new.id != old)
            #expect(try s.world.exec(new.id, "cat /m/who") == "inside")
        }
    }
}

extension Scenario {
    /// Waits until the engine itself runs a container, without the server.
    func awaitRunningByItself(_ id: String) throws {
        try eventually("the engine runs it", state: { "\(try self.world.containers())" }) {
            try world.containers().contains { $0.id == id && $0.isRunning }
        }
    }
}
