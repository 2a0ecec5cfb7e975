import Foundation
import Testing

/// Names of containers, and what earlier versions made.
extension AttackScenarios {
    private static func space(_ user: String, _ name: String) -> String {
        Manifests.space(name, "user: \(user)")
    }

    private func names(_ s: Scenario) throws -> [String] {
        try s.world.containers().map { try s.world.inspect($0.id)["Name"].string ?? "" }
            .map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }.sorted()
    }

    @Test(arguments: Engine.available)
    func noTwoSpacesHaveOneNameAndBothAreFoundByIt(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let network = "knot-e2e-\(UInt32.random(in: 0 ... .max))"
            let made = try s.world.http.send("POST", "/v1.41/networks/create", body: "{\"Name\": \"\(network)\"}")
            try #require(made.status < 300, "\(made.body)")
            defer { _ = try? s.world.http.send("DELETE", "/v1.41/networks/\(network)") }
            try s.apply(
                Manifests.join(
                    Manifests.template(container: ["network: \(network)"]), Self.space("a", "b-c"),
                    Self.space("a-b", "c")))
            #expect(try names(s) == ["a-b.c", "a.b-c"])
            let containers = try s.world.containers()
            for container in containers {
                #expect(try s.world.exec(container.id, "hostname") == container.space)
            }
            for (container, other) in zip(containers, containers.reversed()) {
                let name = container.key.split(separator: "/").dropFirst().joined(separator: ".")
                // Not `ping`: a static busybox resolves names only by its own `nslookup`.
                let answer = try s.world.exec(other.id, "nslookup \(name)")
                #expect(answer.contains("Name:\t\(name)"), "\(name) from \(other.key): \(answer)")
            }
            try s.must("space", "delete", "a/b-c", "a-b/c", "--yes", "--wait")
            try eventually("both are gone") { try s.world.containers().isEmpty }
        }
    }

    @Test(arguments: Engine.available)
    func nobodyTakesTheNameOfAnothersContainer(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template("thief", container: ["container_name: bob.web"])
            let path = try s.write("thief.yaml", Manifests.join(template, Manifests.space("mine", template: "thief")))
            let refused = try s.knot("apply", "-f", path)
            #expect(refused.status == 2 && refused.text.contains("thief.yaml:9:"), "\(refused.text)")
            #expect(refused.text.contains("kept for the container of bob/web"), "\(refused.text)")

            let shared = Manifests.template("shared", container: ["container_name: one"])
            try s.apply(Manifests.join(shared, Manifests.space("first", template: "shared")))
            try s.apply(Manifests.space("second", template: "shared"), wait: false)
            try s.expectTrouble("second", "NameTaken", says: ["'one' is taken by space/admin/first"])
            try s.must("space", "stop", "first")
            try s.expectMended("second")
        }
    }

    /// A container as the version before made it: its own name, its values and their hash in clear.
    @Test(arguments: Engine.available)
    func whatEarlierVersionsMadeRunsOnWithNothingPending(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let variable = "kind: Variable\nname: key\nvalue: hunter2-in-clear\nprotected: true\n"
            let template = Manifests.template(
                container: [
                    "environment: ['Z=1', 'KEY=${{ .var.key }}']", "shm_size: 64m", "network: bridge",
                    "cap_drop: [MKNOD, KILL]",
                ])
            try s.apply(Manifests.join(variable, template, Manifests.space("web")))
            let new = try s.awaitRunning("web")
            try s.server.stop()
            let made = try s.world.inspect(new.id)["Config"]["Labels"]
            var labels = try #require(made.value as? [String: String])
            let text = try #require(labels["knot.spec"])
            var spec = try #require(try JSON(text).value as? [String: Any])
            #expect("\(spec)".contains("hunter2") == false)
            spec["container_name"] = "admin-web"
            spec["environment"] = ["Z=1", "KEY=hunter2-in-clear"]
            labels["knot.spec"] = String(decoding: try JSONSerialization.data(withJSONObject: spec), as: UTF8.self)
            labels["knot.spec-hash"] = "v1:" + String(repeating: "0", count: 64)
            try s.world.remove(new.id)
            let body: [String: Any] = [
                "Image": Settings.image, "Cmd": ["sleep", "infinity"], "Env": ["Z=1", "KEY=hunter2-in-clear"],
                "Labels": labels, "HostConfig": ["Binds": ["knot.admin.web.data:/data"]],
            ]
            let answer = try s.world.http.send(
                "POST", "/v1.41/containers/create?name=admin-web",
                body: String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self))
            let old = try #require(answer.json["Id"].string, "\(answer.body)")
            try s.world.post(old, "start")
            let started = try s.world.startedAt(old)

            try s.server.start()
            try s.awaitPhase("web", "Running")
            try s.awaitCondition("web", "Ready", "True")
            #expect(
                try throughout(8) {
                    try s.condition("web", "UpdatePending")["state"].string != "True"
                        && s.condition("web", "Drifted")["state"].string != "True"
                })
            #expect(try s.world.containers().map(\.id) == [old])
            #expect(try s.world.startedAt(old) == started)
            #expect(try names(s) == ["admin-web"])

            // What does change is found, and shown to nobody; the restart brings the new name.
            try s.must("apply", "-f", "-", input: variable.replacingOccurrences(of: "in-clear", with: "changed"))
            try s.awaitCondition("web", "UpdatePending", "True")
            let shown = try s.must("space", "get", "web") + s.must("why", "space/web")
            #expect(shown.contains("container.environment.KEY") && !shown.contains("hunter2"), "\(shown)")
            try s.must("space", "restart", "web")
            try s.awaitNoUpdate("web")
            #expect(try names(s) == ["admin.web"])
        }
    }
}
