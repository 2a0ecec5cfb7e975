import Foundation
import Testing

/// Volumes of the engine that knot did not make: only the administrator lets spaces mount them.
extension AttackScenarios {
    /// A volume that somebody made over a directory of the node.
    private func withVolume(_ s: Scenario, _ story: (String) throws -> Void) throws {
        let name = "hand-\(UInt32.random(in: 0 ... .max))"
        let directory = s.directory.appending(path: "precious")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data("precious".utf8).write(to: directory.appending(path: "file"))
        let body = """
            {"Name": "\(name)", "Driver": "local",
             "DriverOpts": {"type": "none", "o": "bind", "device": "\(directory.path)"}}
            """
        let made = try s.world.http.send("POST", "/v1.41/volumes/create", body: body)
        #expect(made.status == 201, "\(made.body)")
        defer {
            try? s.world.sweep()
            _ = try? s.world.http.send("DELETE", "/v1.41/volumes/\(name)?force=1")
        }
        try story(name)
    }

    private func shared(_ name: String) -> String {
        Manifests.template().replacing("data:/data", with: "\(name):/data")
            .replacing("  data:\n", with: "  \(name): {shared: true}\n")
    }

    private func named(_ name: String) -> String {
        Manifests.join(
            "kind: Volume\nname: etc\nvolumes:\n  \(name): {}\n",
            Manifests.template().replacing("data:/data", with: "etc:/data").replacing("  data:\n", with: "  other:\n"))
    }

    @Test(arguments: Engine.available)
    func aVolumeMadeByHandNeedsTheSetting(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try withVolume(s) { name in
                for yaml in [shared(name), named(name)] {
                    let all = Manifests.join(yaml, Manifests.space("web"))
                    let outcome = try s.knot("apply", "-f", try s.write("volume.yaml", all))
                    // The server may not know of the volume yet: then the node refuses it.
                    if outcome.status == 0 {
                        let refused = try s.awaitCondition("web", "Accepted", "False")
                        #expect(refused["reason"].string == "RefusedByPolicy", "\(refused)")
                        #expect(
                            refused["message"].string?.contains("allowed_volumes = [\"\(name)\"]") == true, "\(refused)"
                        )
                    } else {
                        #expect(outcome.status == 5, "\(outcome.text)")
                        #expect(outcome.text.contains("allowed_volumes"), "\(outcome.text)")
                    }
                    #expect(try throughout(2) { try s.world.containers(of: "web").isEmpty })
                    try s.must("delete", "-f", try s.write("volume.yaml", all), "--ignore-missing", "--wait")
                }
                // A server that starts knows what is there, and refuses at the door.
                try s.server.stop()
                try s.server.start()
                let yaml = Manifests.join(shared(name), Manifests.space("web"))
                try eventually("it is refused at the door") {
                    let outcome = try s.knot("apply", "--dry-run", "-f", try s.write("volume.yaml", yaml))
                    return outcome.status == 5 && outcome.text.contains("allowed_volumes = [\"\(name)\"]")
                }
                try s.server.stop()
                try s.server.configure("[policy]\nallowed_volumes = [\"hand-*\"]")
                try s.server.start()
                try s.apply(yaml)
                let web = try s.awaitRunning("web")
                #expect(try s.world.exec(web.id, "cat /data/file") == "precious")

                // Taken back, the setting disturbs nothing that runs, and says what it needs.
                try s.server.stop()
                try s.server.configure("")
                try s.server.start()
                let refused = try s.awaitCondition("web", "Accepted", "False")
                #expect("\(refused)".contains("allowed_volumes"), "\(refused)")
                #expect(
                    s.server.logText.contains("allowed_volumes = [\\\"\(name)\\\"]")
                        || s.server.logText.contains("allowed_volumes = [\"\(name)\"]"))
                try s.must("space", "restart", "web", "--no-wait")
                #expect(try throughout(4) { try s.world.container(of: "web") == web }, "it runs on")
            }
        }
    }

    /// Somebody removes a volume of knot's and makes another one of the name: that is not knot's to remove.
    @Test(arguments: Engine.available)
    func aVolumeMadeByHandInThePlaceOfOneStays(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let name = "kept-\(UInt32.random(in: 0 ... .max))"
            defer { _ = try? s.world.http.send("DELETE", "/v1.41/volumes/\(name)?force=1") }
            try s.apply("kind: Volume\nname: \(name)\n")
            #expect(try s.world.http.send("DELETE", "/v1.41/volumes/\(name)").status < 300)
            let made = try s.world.http.send("POST", "/v1.41/volumes/create", body: "{\"Name\": \"\(name)\"}")
            #expect(made.status == 201, "\(made.body)")
            try s.must("delete", "volume/\(name)", "--yes", "--wait")
            #expect(try s.world.http.send("GET", "/v1.41/volumes/\(name)").status == 200, "it stays")
            #expect(s.server.logText.contains("Volume left alone"))
        }
    }

    /// What knot made for several spaces it knows again, for each of them and after a restart of the server.
    @Test(arguments: Engine.available)
    func sharedVolumesOfKnotsOwnNeedNothing(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let name = "common-\(UInt32.random(in: 0 ... .max))"
            defer { _ = try? s.world.http.send("DELETE", "/v1.41/volumes/\(name)?force=1") }
            try s.apply(Manifests.join(shared(name), Manifests.space("one"), Manifests.space("two")))
            let one = try s.awaitRunning("one")
            _ = try s.world.exec(one.id, "echo kept > /data/file")
            try s.server.stop()
            try s.server.start()
            try s.must("delete", "space/one", "--wait")
            try s.must("space", "restart", "two", "--wait")
            let two = try s.awaitRunning("two")
            #expect(try s.world.exec(two.id, "cat /data/file") == "kept")
            try s.must("delete", "space/two", "--wait")
            #expect(try s.world.http.send("GET", "/v1.41/volumes/\(name)").status == 200, "it stays")
        }
    }
}
