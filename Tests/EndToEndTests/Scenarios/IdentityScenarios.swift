import Foundation
import Testing

/// Which containers are a server's: by its cluster and its node, whatever people call it.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct IdentityScenarios {
    /// A server of form 2 made twenty spaces in each engine; the fixtures are its database, and what it asked the engine for.
    @Test(arguments: Engine.available)
    func anUpgradeWritesNothingToTheEngine(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let proxy = try EngineProxy(noting: s)
            defer { proxy.end() }
            try s.server.stop()
            try Earlier(engine).restore(s)
            let before = try s.world.containers()
            #expect(before.count == 20 && before.allSatisfy(\.isRunning))
            let started = try Dictionary(uniqueKeysWithValues: before.map { ($0.id, try s.world.startedAt($0.id)) })
            try s.server.configure("node = \"renamed\"", endpoint: "unix://\(proxy.socket)")
            try s.server.start()
            let names = before.map(\.space).sorted()
            for name in names {
                try s.awaitPhase(name, "Running")
                try s.awaitCondition(name, "Ready", "True")
            }
            // Several listings of the engine.
            #expect(try throughout(12) { try s.world.containers() == before })
            #expect(proxy.writes.isEmpty, "\(proxy.writes)")
            for container in before { #expect(try s.world.startedAt(container.id) == started[container.id]) }
            for name in names {
                let space = try s.space(name)
                #expect(space["status"]["pending"].array.isEmpty && space["status"]["drift"].array.isEmpty, "\(space)")
                let conditions = space["status"]["conditions"].array
                #expect(!conditions.contains { $0["topic"].string == "UpdatePending" && $0["state"].string == "True" })
                #expect(space["status"]["node"].string == "renamed" && space["placement"]["node"].string == "renamed")
            }
            let version = try s.server.http.get("/api/v1/version")
            #expect(version["node"].string == "renamed" && version["nodeID"].string == "old", "it is the node it was")
            #expect(FileManager.default.fileExists(atPath: s.directory.path + "/data/knot.db.form-2"))
            #expect(s.server.logText.contains("The node had no key and has a new one"))

            // What is made from now on says which node made it, and only that is touched.
            try s.must("space", "restart", "s01", "--wait")
            let made = try s.awaitRunning("s01")
            #expect(!before.map(\.id).contains(made.id))
            #expect(try s.world.inspect(made.id)["Config"]["Labels"]["knot.node"].string == "old")
            #expect(!proxy.writes.isEmpty, "writes are noted")
            let others = before.filter { $0.space != "s01" }
            #expect(try s.world.containers().filter { $0.space != "s01" } == others)
        }
    }

    /// Two servers of one cluster have their containers in one engine: a copy of the database becomes another node's.
    @Test(arguments: Engine.available)
    func serversThatShareAnEngineLeaveOneAnotherAlone(engine: Engine) throws {
        try Scenario.play(engine, extra: "node = \"alpha\"") { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            let id = try #require(try s.server.http.get("/api/v1/version")["nodeID"].string)
            #expect(id.wholeMatch(of: /[0-9a-f]{16}/) != nil, "a new node has a random id: \(id)")
            #expect(try s.must("get", "spaces").contains("alpha"), "people see its name")
            #expect(try s.must("ping").contains("node alpha (\(id))"))
            for name in ["alpha", id] { #expect(try s.knot("ping", "--server", name).status == 0) }

            try s.server.stop()
            let folder = s.directory.appending(path: "b")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let second = try ServerProcess(engine: engine, directory: folder, extra: "node = \"beta\"")
            defer {
                second.kill()
                second.unmountPins()
            }
            try Self.copy(s.directory.path + "/data", to: folder.path + "/data", as: "00000000000000bb")
            try s.server.start()
            try second.start()
            func beta(_ arguments: String...) throws -> Outcome {
                try Shell.run(
                    [Settings.binary ?? "knot"] + arguments, environment: second.environment, directory: folder,
                    seconds: 300)
            }

            // To the second server the space is placed on another node, whose container it does not see.
            let path = try s.write("other.yaml", Manifests.space("other"))
            let applied = try beta("apply", "-f", path, "--wait", "--timeout", "4m")
            try #require(applied.status == 0, "\(applied.text)")
            let other = try s.awaitRunning("other")
            #expect(try s.world.inspect(other.id)["Config"]["Labels"]["knot.node"].string == "00000000000000bb")
            #expect(try s.world.inspect(web.id)["Config"]["Labels"]["knot.node"].string == id)
            let both = try s.world.containers()
            #expect(both.count == 2 && both.allSatisfy(\.isRunning))
            let started = try both.map { try s.world.startedAt($0.id) }
            #expect(try throughout(15) { try s.world.containers() == both })
            #expect(try both.map { try s.world.startedAt($0.id) } == started)
            #expect(try s.must("get", "spaces").contains("other") == false, "the first knows nothing of it")
            #expect(try beta("get", "spaces").output.contains(id), "a node whose name is not known shows as its id")
            for http in [s.server.http, second.http] {
                let offered = try http.send("GET", "/api/v1/admin/adoptions")
                #expect(offered.status == 200 && offered.json.names.contains("items"), "\(offered.body)")
                #expect(offered.json["items"].array.isEmpty, "nor is it on offer: \(offered.body)")
                let metrics = try http.send("GET", "/metrics").body
                #expect(metrics.contains("knot_unknown_containers 0"), "\(metrics)")
            }

            // Both have a space of one name: the second makes nothing for its own, and its deletion removes nothing.
            let manifest = try s.write("same.yaml", Manifests.space("same"))
            try s.must("apply", "-f", manifest, "--wait")
            let same = try s.awaitRunning("same")
            let volumes = try s.world.volumesBySpace()["same"] ?? []
            #expect(!volumes.isEmpty)
            try #require(try beta("apply", "-f", manifest).status == 0)
            func ofBeta() throws -> JSON { try second.http.get("/api/v1/spaces/~/same") }
            try eventually("the second says whose the name is", state: { "\(try ofBeta())" }) {
                let message = try ofBeta()["status"]["lastError"]["message"].string ?? ""
                return message.contains("another node of this cluster")
            }
            #expect(try ofBeta()["placement"]["node"].string == "beta", "it is the second one's to make and to remove")
            let deleted = try beta("delete", "space", "same", "--yes", "--wait", "--timeout", "4m")
            try #require(deleted.status == 0, "\(deleted.text)")
            #expect(try throughout(6) { try s.world.containers(of: "same") == [same] })
            #expect(try s.world.volumesBySpace()["same"] == volumes)

            // The second deletes its record of a space that is placed on the first: it is the first one's still.
            try #require(try beta("delete", "space", "web", "--yes").status == 0)
            try s.must("space", "restart", "web", "--wait")
            let again = try s.awaitRunning("web")
            #expect(again.id != web.id)
            #expect(try throughout(12) { try s.world.container(of: "web")?.id == again.id })
            #expect(try s.world.container(of: "other")?.id == other.id)
        }
    }

    /// The name of a node may change; which node it is may not.
    @Test(arguments: Engine.available)
    func aNodeIsRenamed(engine: Engine) throws {
        try Scenario.play(engine, extra: "node = \"alpha\"") { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            let before = try s.server.http.get("/api/v1/version")
            try s.server.configure { $0.replacing("\"alpha\"", with: "\"gamma\"") }
            let after = try s.server.http.get("/api/v1/version")
            #expect(after["node"].string == "gamma")
            #expect(after["nodeID"].string == before["nodeID"].string && after["nodeKey"].string != nil)
            #expect(after["nodeKey"].string == before["nodeKey"].string)
            try s.awaitPhase("web", "Running")
            try eventually("why says the name", state: { try s.must("why", "space/web") }) {
                try s.must("why", "space/web").contains("on gamma with")
            }
            for text in [try s.must("get", "spaces"), try s.must("get", "spaces", "-o", "json"), try s.must("events")] {
                #expect(!text.contains("alpha"), "\(text)")
            }
            #expect(try throughout(6) { try s.world.container(of: "web")?.id == web.id })
            let key = s.directory.path + "/data/knot.db.node-key"
            let attributes = try FileManager.default.attributesOfItem(atPath: key)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    /// Copies a server's files, and makes the database another node's.
    private static func copy(_ from: String, to: String, as node: String) throws {
        try FileManager.default.copyItem(atPath: from, toPath: to)
        try FileManager.default.removeItem(atPath: to + "/knot.db.node-key")
        let script = """
            import base64, hashlib, sqlite3, sys
            path, node = sys.argv[1:]
            key, sum = b"meta node", hashlib.sha256()
            for part in [key, node.encode()]:
                sum.update(b"%d " % len(part) + part)
            text = base64.b64encode(hashlib.sha256(key).digest()[:8] + sum.digest()[:16]).decode()
            with sqlite3.connect(path) as database:
                database.execute("UPDATE meta SET value = ? WHERE key = 'node'", [node])
                database.execute("UPDATE meta SET value = ? WHERE key = 'node.sum'", [text])
            database.close()
            """
        let outcome = try Shell.run(["python3", "-c", script, to + "/knot.db", node])
        guard outcome.status == 0 else { throw Trouble("the copy: \(outcome.text)") }
    }
}

/// What an earlier version left: its database, and what it asked an engine for, a call a line.
private struct Earlier {
    let database: URL
    let calls: [String]

    init(_ engine: Engine) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures").standardized
        database = folder.appending(path: "form-2-\(engine.rawValue).db")
        let file = folder.appending(path: "form-2-\(engine.rawValue).jsonl")
        calls = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Makes the volumes and containers anew as they were made then, and puts the database in the place of the scenario's.
    func restore(_ s: Scenario) throws {
        let data = s.directory.appending(path: "data")
        try FileManager.default.removeItem(at: data)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: database, to: data.appending(path: "knot.db"))
        for line in calls {
            let call = try JSON(line)
            let answer = try s.world.http.send(
                "POST", "/v1.41" + (call["path"].string ?? ""), body: call["body"].description)
            guard answer.status < 300 else { throw Trouble("\(call["path"]): \(answer.body)") }
            if let id = answer.json["Id"].string { try s.world.post(id, "start") }
        }
    }
}
