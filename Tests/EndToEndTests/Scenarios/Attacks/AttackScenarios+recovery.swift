import Foundation
import Testing

/// Databases that are damaged, lost, set back, or taken away.
extension AttackScenarios {
    private func file(_ s: Scenario) -> URL { s.directory.appending(path: "data/knot.db") }

    private func copy(_ from: URL, to: URL) throws {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: to.path + suffix) }
        try? FileManager.default.removeItem(at: to)
        try FileManager.default.copyItem(at: from, to: to)
    }

    /// Changes one bit of a stored record.
    private func damage(_ key: String, _ s: Scenario) throws {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            where = "WHERE key = ? AND lane = 'spec'"
            value = bytearray(db.execute("SELECT value FROM entry " + where, (sys.argv[2],)).fetchone()[0])
            value[len(value) // 2] ^= 1
            db.execute("UPDATE entry SET value = ? " + where, (bytes(value), sys.argv[2]))
            db.commit()
            """
        let outcome = try Shell.run(["python3", "-c", script, file(s).path, key])
        try #require(outcome.status == 0, "\(outcome.text)")
    }

    private func expectToStay(_ containers: [EngineWorld.Container], _ s: Scenario) throws {
        #expect(try throughout(10) { try s.world.containers() == containers })
    }

    /// The server says that its database was set back, and what it does not know.
    private func expectSetBack(_ s: Scenario) throws {
        #expect(s.server.logText.contains("set back"))
        #expect(try s.knot("ping").text.contains("set back"))
        #expect(try s.server.http.send("GET", "/metrics").body.contains("knot_database_set_back 1"))
        #expect(try s.knot("get", "space", "new").text.contains("left alone"))
    }

    @Test(arguments: Engine.available)
    func aDamagedRecordHasItsContainerLeftAlone(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web"), Manifests.space("db")))
            let web = try s.awaitRunning("web")
            let db = try s.awaitRunning("db")
            let volumes = try s.world.volumes()
            try s.server.stop()
            try damage("space/admin/web", s)
            let check = try s.knot("admin", "check-database", file(s).path)
            #expect(check.status == 1 && check.output.contains("space/admin/web"), "\(check.text)")

            try s.server.start()
            #expect(s.server.logText.contains("cannot be read"))
            #expect(try throughout(12) { try Set(s.world.containers()) == [web, db] })
            let get = try s.knot("get", "space", "web")
            #expect(get.status != 0 && get.text.contains("cannot be read"), "\(get.text)")
            #expect(try s.must("get", "spaces").contains("web"))
            #expect(try s.knot("why", "space/web").text.contains("cannot be read"))
            #expect(try s.server.http.send("GET", "/metrics").body.contains("knot_database_unreadable_records 1"))
            let path = try s.write("web.yaml", Manifests.space("web"))
            let apply = try s.knot("apply", "-f", path)
            #expect(apply.status != 0 && apply.text.contains("cannot be read"), "\(apply.text)")
            try s.must("space", "stop", "db")
            #expect(try s.world.containers() == [web], "what can be read goes on as usual")

            // Set aside and taken over again, it never stops.
            try s.must("admin", "discard", "space/admin/web")
            try s.must("apply", "-f", path)
            try eventually("it is shown for taking over", state: { "\(try s.knot("admin", "adopt").text)" }) {
                try s.must("admin", "adopt").contains("can be taken over")
            }
            try s.must("admin", "adopt", "space/admin/web", "--yes")
            try s.awaitPhase("web", "Running")
            #expect(try throughout(8) { try s.world.containers() == [web] })
            #expect(try s.world.volumes() == volumes)
        }
    }

    /// Flips single bits all over a file with running containers: none of them is ever removed.
    @Test(arguments: Engine.available)
    func noFlippedBitRemovesAContainer(engine: Engine) throws {
        var chance = Chance(seed: 8)
        try Scenario.play(engine) { s in
            let names = ["one", "two", "three"]
            try s.apply(
                ([Manifests.template()] + names.map { Manifests.space($0) }).joined(separator: "---\n"))
            for name in names { try s.awaitRunning(name) }
            let all = try s.world.containers()
            let volumes = try s.world.volumes()
            try s.server.stop()
            let whole = try Data(contentsOf: file(s))
            let beside = URL(filePath: file(s).path + ".acknowledged")
            let acknowledged = try Data(contentsOf: beside)
            var refusals = 0
            for round in 0..<12 {
                var data = whole
                let byte = Int(chance.seconds(0...1) * Double(data.count - 1))
                data[byte] ^= 1 << UInt8(round % 8)
                for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file(s).path + suffix) }
                try data.write(to: file(s))
                // As if the server had never run with another file.
                try acknowledged.write(to: beside)
                try s.server.launch()
                try eventually("it serves, or refuses the file", state: { s.server.logTail() }) {
                    s.server.hasEnded || (try? s.server.http.get("/readyz")) != nil
                }
                if s.server.hasEnded { refusals += 1 } else { Thread.sleep(forTimeInterval: 2) }
                #expect(try s.world.containers() == all, "byte \(byte), round \(round)")
                #expect(try s.world.volumes() == volumes)
                s.server.kill()
            }
            #expect(refusals < 12, "the server must have run with some of them")
        }
    }

    @Test(arguments: Engine.available)
    func anOlderBackupRemovesNothingUntilItIsAccepted(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("old")))
            try s.awaitRunning("old")
            try s.server.stop()
            let backup = s.directory.appending(path: "backup.db")
            try FileManager.default.copyItem(at: file(s), to: backup)
            try s.server.start()
            try s.apply(Manifests.space("new"))
            let new = try s.awaitRunning("new")
            let old = try s.awaitRunning("old")
            let volumes = try s.world.volumes()
            try s.server.stop()
            try copy(backup, to: file(s))
            try s.server.start()
            try expectToStay([new, old], s)
            try expectSetBack(s)
            try s.must("space", "stop", "old")
            #expect(try s.world.containers() == [new], "what it knows is stopped as usual")
            #expect(try s.must("admin", "accept-database").contains("new"), "it shows what would go")
            #expect(try s.world.containers() == [new])
            // It holds after another start, too.
            try s.server.stop()
            try s.server.start()
            try expectToStay([new], s)
            try s.must("admin", "accept-database", "--yes")
            try eventually("what it does not know goes", state: { "\(try s.world.containers())" }) {
                try s.world.containers().isEmpty
            }
            #expect(try s.world.volumes() == volumes, "and never a volume")
        }
    }

    /// What an engine has that does not answer is not shown, so nobody agrees to lose it.
    @Test(arguments: Engine.available)
    func nothingIsAcceptedThatCannotBeShown(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("old", "running: false")))
            try s.server.stop()
            let backup = s.directory.appending(path: "backup.db")
            try FileManager.default.copyItem(at: file(s), to: backup)
            try s.server.start()
            try s.apply(Manifests.space("new"))
            try s.must("space", "start", "old")
            let all = [try s.awaitRunning("new"), try s.awaitRunning("old")]
            try s.server.stop()
            try copy(backup, to: file(s))
            try s.server.configure("", endpoint: "unix://\(s.directory.path)/none.sock")
            try s.server.launch()
            try eventually("it serves") { (try? s.knot("get", "spaces").status) == 0 }
            let shown = try s.must("admin", "adopt")
            #expect(!shown.contains("new"))
            let refused = try s.knot("admin", "accept-database", "--yes")
            #expect(refused.status == 3 && refused.text.contains("--without \(engine.rawValue)"), "\(refused.text)")
            try s.server.stop()
            try s.server.configure("")
            try s.server.start()
            #expect(try throughout(8) { try Set(s.world.containers().map(\.id)) == Set(all.map(\.id)) })
            // What runs, runs on, although the database has it stopped.
            try s.must("admin", "adopt", "space/admin/old", "--yes")
            #expect(try throughout(6) { try s.world.container(of: "old")?.id == all[1].id })
            try s.awaitPhase("old", "Running")
            try s.must("admin", "accept-database", "--yes")
            try eventually("what it does not know goes", state: { "\(try s.world.containers())" }) {
                try s.world.containers().map(\.id) == [all[1].id]
            }
        }
    }

    /// The whole directory is put back, so that nothing beside the file tells: the labels do.
    @Test(arguments: Engine.available)
    func anOlderCopyOfTheWholeDirectoryIsFoundOutByTheLabels(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("old")))
            try s.awaitRunning("old")
            try s.server.stop()
            let data = s.directory.appending(path: "data")
            let backup = s.directory.appending(path: "backup")
            try FileManager.default.copyItem(at: data, to: backup)
            try s.server.start()
            try s.apply(Manifests.space("new"))
            try s.awaitRunning("new")
            try s.awaitRunning("old")
            let all = try s.world.containers()
            try s.server.stop()
            try FileManager.default.removeItem(at: data)
            try FileManager.default.moveItem(at: backup, to: data)
            try s.server.start()
            #expect(try throughout(12) { try s.world.containers() == all })
            #expect(try s.server.http.send("GET", "/metrics").body.contains("knot_database_set_back 1"))
        }
    }

    @Test(arguments: Engine.available)
    func aLostDatabaseGoesOnWithWhatRuns(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let common = "common-\(UInt32.random(in: 0 ... .max))"
            let volume = "kind: Volume\nname: \(common)\n"
            let template = Manifests.template().replacing(
                "\"data:/data\"", with: "\"data:/data\", \"\(common):/common\"")
            try s.apply(Manifests.join(volume, template, Manifests.space("web"), Manifests.space("rest")))
            let web = try s.awaitRunning("web")
            let started = try s.world.startedAt(web.id)
            try s.awaitRunning("rest")
            try s.must("space", "stop", "rest")
            let volumes = try s.world.volumes()
            try s.server.stop()
            try FileManager.default.removeItem(at: s.directory.appending(path: "data"))
            try s.server.start()
            try s.apply(
                Manifests.join(
                    volume, template, Manifests.space("web"), Manifests.space("rest", "running: false")),
                wait: false)
            try eventually("it says whose container that is", state: { "\(try s.space("web"))" }) {
                try s.space("web")["status"]["lastError"]["message"].string?.contains("knot admin adopt") == true
            }
            #expect(try s.must("admin", "adopt").contains("space/admin/web"))
            #expect(try s.world.container(of: "web") == web)
            try s.must("admin", "adopt", "--all", "--yes")
            try s.awaitPhase("web", "Running")
            #expect(try throughout(8) { try s.world.container(of: "web") == web })
            #expect(try s.world.startedAt(web.id) == started, "it runs on without a restart")
            try s.awaitNoUpdate("web")
            try s.server.stop()
            try s.server.start()
            #expect(try throughout(8) { try s.world.container(of: "web") == web }, "also after another start")

            let before = try s.world.inspect(web.id)["Config"]["Labels"]["knot.cluster"].string
            try s.must("space", "restart", "web")
            let next = try s.awaitRunning("web")
            #expect(next.id != web.id)
            #expect(try s.world.inspect(next.id)["Config"]["Labels"]["knot.cluster"].string != before)
            try s.must("space", "start", "rest")
            try s.awaitRunning("rest")
            #expect(try s.world.volumes() == volumes, "the volumes are the same")
            try s.must("space", "restart", "web", "--wait")
            try s.must("delete", "space", "web")
            try s.must("delete", "space", "rest")
            try s.must("delete", "volume", common, "--yes")
            try eventually("they go with their spaces", state: { "\(try s.world.volumes())" }) {
                try s.world.volumes().isEmpty && s.world.containers().isEmpty
            }
        }
    }

    @Test(arguments: Engine.available, ["", "-wal"])
    func nothingIsAcknowledgedIntoAFileThatWasTakenAway(engine: Engine, suffix: String) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            let path = file(s).path + suffix
            let away = file(s).path + ".away"
            try FileManager.default.moveItem(atPath: path, toPath: away)
            let apply = try s.knot("apply", "-f", try s.write("new.yaml", Manifests.space("new")))
            #expect(apply.status == 6 && apply.text.contains("removed or replaced"), "\(apply.text)")
            #expect(try s.knot("delete", "space", "web").status == 6)
            #expect(try s.must("get", "spaces").contains("web"), "reads go on")
            #expect(try throughout(6) { try s.world.containers() == [web] })
            try FileManager.default.moveItem(atPath: away, toPath: path)
            try s.must("apply", "-f", s.directory.appending(path: "new.yaml").path)
            s.server.kill()
            try s.server.start()
            try s.awaitRunning("new")
            #expect(try s.world.containers(of: "web") == [web])
        }
    }

    @Test(arguments: Engine.available)
    func aTornLogIsNotTakenForTheWholeOne(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            try s.awaitPhase("web", "Running")
            try s.apply(Manifests.space("late"))
            let late = try s.awaitRunning("late")
            s.server.kill()
            let log = URL(filePath: file(s).path + "-wal")
            let bytes = try Data(contentsOf: log)
            try bytes.prefix(bytes.count * 2 / 3).write(to: log)
            // It serves reads, and is not ready.
            try s.server.launch()
            try eventually("the server answers", state: { s.server.logTail() }) {
                (try? s.server.http.send("GET", "/healthz").status) == 200
            }
            #expect(try s.server.http.send("GET", "/readyz").status == 503)
            #expect(s.server.logText.contains("has lost its end"))
            #expect(try throughout(10) { try Set(s.world.containers()) == [web, late] })
            let apply = try s.knot("apply", "-f", try s.write("new.yaml", Manifests.space("new")))
            #expect(apply.status == 6 && apply.text.contains("accept-database"), "\(apply.text)")
            try s.must("admin", "accept-database", "--yes")
            try s.must("apply", "-f", s.directory.appending(path: "new.yaml").path)
            try s.server.awaitReady()
        }
    }
}
