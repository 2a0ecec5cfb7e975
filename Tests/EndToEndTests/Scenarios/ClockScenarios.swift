import Foundation
import Testing

/// A time of day that was wrong.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ClockScenarios {
    private static let month = 30 * 86_400

    /// When a revision was made, in seconds since 1970.
    private func time(ofRevision text: String?) throws -> Double {
        let digits = try #require(text?.prefix(while: { $0 != "-" }))
        let ticks = try #require(UInt64(digits, radix: 16))
        return Double(ticks >> 16) / 1000
    }

    private func lead(_ s: Scenario) throws -> Double {
        let metrics = try s.server.http.send("GET", "/metrics").body
        let line = try #require(metrics.split(separator: "\n").first { $0.hasPrefix("knot_clock_lead_seconds ") })
        return try #require(Double(line.split(separator: " ")[1]))
    }

    @Test(arguments: Engine.available)
    func aClockThatWasFarAheadIsFoundAndMended(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let proxy = try EngineProxy(noting: s)
            defer { proxy.end() }
            let manifests = Manifests.join(
                Manifests.template(), Manifests.space("web"), Manifests.space("db"), Manifests.space("idle"))
            try s.server.stop()
            try s.server.configure("", endpoint: "unix://\(proxy.socket)")
            try s.server.shiftTimeOfDay(seconds: Self.month)
            try s.server.start()
            try s.apply(manifests)
            try s.must("space", "restart", "db", "--wait")
            try s.must("space", "stop", "idle", "--wait")
            // Written over without a restart: the container has an earlier stamp than its space.
            try s.apply(Manifests.space("web", "description: later"))
            let before = try Set([s.awaitRunning("web"), s.awaitRunning("db")])
            try s.server.stop()

            // The clock is right again: the server goes on, and says what is wrong.
            try s.server.shiftTimeOfDay(seconds: 0)
            try s.server.start()
            #expect(s.server.logText.contains("The database has stamps that are ahead of the clock"))
            #expect(try s.knot("ping").text.contains("ahead of this machine's clock"))
            #expect(try s.server.http.get("/api/v1/admin/database")["ahead"]["entries"].int ?? 0 > 3)
            #expect(try lead(s) > Double(Self.month) - 3_600)
            try s.apply(Manifests.space("db", "description: ahead"))
            #expect(try time(ofRevision: s.space("db")["revision"].string) > Date().timeIntervalSince1970 + 86_400)
            let database = s.directory.appending(path: "data/knot.db").path
            let inUse = try s.knot("admin", "restamp", database, "--yes")
            #expect(inUse.status == 6 && inUse.text.contains("in use"), "\(inUse.text)")
            try s.server.stop()

            let check = try s.knot("admin", "check-database", database)
            #expect(check.status == 0 && check.text.contains("knot admin restamp"), "\(check.text)")
            let bytes = try Data(contentsOf: URL(filePath: database))
            let config = s.directory.appending(path: "knot.toml").path
            #expect(try s.must("admin", "restamp", "--config", config).contains("would replace"))
            #expect(try Data(contentsOf: URL(filePath: database)) == bytes)
            let done = try s.must("admin", "restamp", "--config", config, "--yes")
            #expect(done.contains("knot.db.before-restamp"), "\(done)")
            #expect(FileManager.default.fileExists(atPath: database + ".before-restamp"))
            #expect(try s.must("admin", "restamp", "--config", config, "--yes").contains("nothing to mend"))

            let writes = proxy.writes.count
            try s.server.start()
            #expect(try throughout(12) { try Set(s.world.containers()) == before })
            #expect(proxy.writes.count == writes, "\(proxy.writes.dropFirst(writes))")
            #expect(try !s.knot("ping").text.contains("warning"))
            #expect(try lead(s) == 0)
            for name in ["web", "db"] {
                try s.awaitPhase(name, "Running")
                let space = try s.space(name)
                #expect(space["status"]["pending"].array.isEmpty && space["status"]["drift"].array.isEmpty, "\(space)")
                #expect(space["status"]["observedRevision"].string == space["revision"].string, "\(space)")
                let why = try s.must("why", "space/\(name)")
                #expect(!why.contains("left alone") && !why.contains("pending"), "\(why)")
            }
            try s.awaitPhase("idle", "Stopped")
            let path = try s.write("template.yaml", Manifests.template())
            #expect(try s.knot("diff", "-f", path).status == 0)

            // What is asked for now is of now, and done.
            try s.apply(Manifests.space("web", "description: now"))
            #expect(try abs(time(ofRevision: s.space("web")["revision"].string) - Date().timeIntervalSince1970) < 3_600)
            #expect(try Set(s.world.containers()) == before)
            try s.must("space", "restart", "db", "--wait")
            let db = try s.awaitRunning("db")
            #expect(!before.contains(db))
            #expect(try s.world.inspect(db.id)["Config"]["Labels"]["knot.restamps"].string == "1")
            try s.must("delete", "space", "web", "--wait")
            #expect(try s.world.container(of: "web") == nil)
        }
    }
}
