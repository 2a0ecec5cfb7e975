import Foundation
import Testing

/// The server may end at any moment, politely or not; the spaces do not notice.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct CrashScenarios {
    @Test(arguments: Engine.available)
    func aPoliteEndLeavesContainersRunning(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            let started = try s.world.startedAt(before.id)
            #expect(try s.server.stop() == 0, "a server that is asked to end does so with 0")
            #expect(try s.world.container(of: "web")?.isRunning == true)
            try s.server.start()
            try s.awaitPhase("web", "Running")
            #expect(try throughout(2) { try s.world.container(of: "web") == before })
            #expect(try s.world.startedAt(before.id) == started)
            #expect(try s.knot("diff", "-f", s.directory.appending(path: "applied.yaml").path).status == 0)
        }
    }

    /// Ten spaces are applied and the server is killed at moments that differ by seed; two spaces ran well before.
    @Test(arguments: Engine.available, [3, 5, 8] as [UInt64])
    func aKilledServerFinishesWhatItBegan(engine: Engine, seed: UInt64) throws {
        var chance = Chance(seed: seed)
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("calm-1"), Manifests.space("calm-2")))
            let calm = try ["calm-1", "calm-2"].map { name in
                let container = try s.awaitRunning(name)
                return (name: name, id: container.id, started: try s.world.startedAt(container.id))
            }
            let names = (1...10).map { "busy-\($0)" }
            let path = try s.write("busy.yaml", names.map { Manifests.space($0) }.joined(separator: "---\n"))
            try s.must("apply", "-f", path)
            for _ in 0..<4 {
                Thread.sleep(forTimeInterval: chance.seconds(0...0.7))
                s.server.kill()
                try s.server.start()
            }
            for name in names { try s.awaitRunning(name) }
            try eventually("every space says that it runs") {
                try names.allSatisfy { try s.phase($0) == "Running" }
            }
            let all = try s.world.containers()
            #expect(all.count == 12, "no orphan is left: \(all)")
            #expect(try s.world.volumes().count == 12)
            for space in calm {
                #expect(try s.world.container(of: space.name)?.id == space.id)
                #expect(try s.world.startedAt(space.id) == space.started, "a healthy container was touched")
            }
            #expect(try s.knot("diff", "-f", path).status == 0)
        }
    }

    @Test(arguments: Engine.available)
    func aDeletionThatACrashCutShortIsFinished(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            try s.awaitRunning("web")
            try s.must("delete", "space", "web")
            s.server.kill()
            try s.server.start()
            try eventually("nothing is left", state: { "\(try s.world.containers())" }) {
                try s.world.containers().isEmpty && s.world.volumes().isEmpty
            }
            try eventually("the server knows", state: { "\(try s.space("web"))" }) {
                try s.knot("get", "space", "web").status == 4
            }
        }
    }

    @Test(arguments: Engine.available)
    func whatHappenedWhileTheServerWasAwayIsRepaired(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            try s.server.stop()
            try s.world.remove(before.id)
            try s.server.start()
            let after = try s.awaitRunning("web")
            #expect(after.id != before.id)
        }
    }

    @Test(arguments: Engine.available)
    func aDamagedDatabaseIsRefusedAndKept(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let container = try s.awaitRunning("web")
            try s.server.stop()
            let file = s.directory.appending(path: "data/knot.db")
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
            let damaged = Data(repeating: 0x5A, count: 8192)
            try damaged.write(to: file)
            try s.server.launch()
            try eventually("the server says so and ends", state: { s.server.logTail() }) {
                s.server.hasEnded && s.server.logText.contains("knot.db")
            }
            #expect(try Data(contentsOf: file) == damaged, "the damaged file is left for whoever mends it")
            #expect(try s.world.container(of: "web") == container, "and nothing is removed")
        }
    }

    @Test(arguments: Engine.available, ["a full disk", "a reader that is gone"])
    func aLogThatCannotBeWrittenEndsNothing(engine: Engine, log: String) throws {
        try Scenario.play(engine) { s in
            try s.server.stop()
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
            try s.server.launch(logTo: log == "a full disk" ? full : pipe.fileHandleForWriting)
            try s.server.awaitReady()
            try s.apply(Manifests.web)
            try s.awaitRunning("web")
            #expect(!s.server.hasEnded)
        }
    }
}
