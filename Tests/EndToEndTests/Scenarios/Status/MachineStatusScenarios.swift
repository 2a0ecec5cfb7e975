import Foundation
import Testing

/// What is said when the engine or a disk fails.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct MachineStatusScenarios {
    @Test(arguments: Engine.available)
    func anEngineThatIsDown(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let power = EnginePower(engine: engine)
            try power.end()
            defer { if power.pid == nil || (try? s.world.containers()) == nil { try? power.start() } }
            try s.expectTrouble(
                "web", "EngineDown", says: ["no engine listens at", "is \(engine.rawValue) running?"], phase: "Unknown",
                events: false)
            #expect(try s.must("why", "space/web").contains("goes on by itself"))
            try power.start()
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func aDiskOfTheEngineThatIsFull(engine: Engine) throws {
        try Scenario.play(engine) { s in
            // Not a single file more can be made where the engine keeps volumes.
            let disk = try SmallDisk(over: EnginePower(engine: engine).volumes, "size=4k,nr_inodes=1")
            defer { disk.remove() }
            try s.apply(Manifests.web, wait: false)
            try s.expectTrouble(
                "web", "OutOfDisk", says: ["no disk space is left", "free some", "no space left on device"])
            disk.remove()
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func aDiskOfTheDatabaseThatIsFull(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.server.stop()
            let data = s.directory.appending(path: "data").path
            let disk = try SmallDisk(over: data, "size=4m,mode=0700")
            defer { disk.remove() }
            try s.server.start()
            try s.apply(Manifests.web)
            let container = try s.awaitRunning("web")
            try disk.fill()
            // A write that does not fit is refused as a whole; reads go on.
            let path = try s.write(
                "more.yaml", Manifests.space("more", "description: \(String(repeating: "x", count: 60_000))"))
            let refused = try s.knot("apply", "-f", path)
            #expect(refused.status == 6, "\(refused.text)")
            #expect(refused.errors.contains("nothing was changed"), "\(refused.text)")
            #expect(refused.errors.contains("is full"), "\(refused.text)")
            #expect(try s.knot("get", "space", "more").status == 4)
            #expect(try s.row(of: "web").contains("Running"))
            #expect(try s.world.container(of: "web") == container)
            try eventually("the server says that it is not ready") {
                let answer = try s.server.http.send("GET", "/readyz")
                return answer.status == 503 && answer.body.contains("full")
            }
            #expect(try s.server.http.send("GET", "/healthz").status == 200)
            try disk.empty()
            try eventually("it is ready again") { try s.server.http.send("GET", "/readyz").status == 200 }
            try eventually("writes are taken again", state: { try s.knot("apply", "-f", path).text }) {
                try s.knot("apply", "-f", path).status == 0
            }
            try s.expectMended("more")
            #expect(try s.world.container(of: "web") == container, "what ran was not disturbed")
            try s.server.stop()
        }
    }
}
