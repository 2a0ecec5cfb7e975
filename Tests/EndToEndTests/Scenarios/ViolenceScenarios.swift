import Foundation
import Testing

/// Whatever is done to the server, its containers, its engine and its disk: in the end what runs is exactly what should,
/// nothing is lost, and nothing is left over.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ViolenceScenarios {
    private static let templates = Manifests.join(
        Manifests.template("plain"), Manifests.template("lone", container: ["network: none"]))
    private static let keepers = Dictionary(
        uniqueKeysWithValues: (1...6).map {
            ("keep-\($0)", Crowd.Wish(template: $0.isMultiple(of: 2) ? "plain" : "lone"))
        })

    /// Two hundred spaces come, change and go, while the server is killed and held, and containers are killed, stopped,
    /// paused, renamed and removed.
    @Test(arguments: Engine.available)
    func twoHundredSpacesUnderBlows(engine: Engine) throws {
        try play(engine) { s, keepsakes in
            let crowd = Crowd(
                s, atOnce: 6, keepers: Self.keepers, making: 194, mostSpaces: 20, seed: Settings.seed)
            let blows = Blows(s, seed: Settings.seed &+ 1)
            let start = Date.now
            // A slow machine does the rest of the work in peace, and a fast one is struck when the work is done; a very
            // slow one is struck for longer.
            while !(crowd.isDone && blows.areOfEveryKind),
                start.timeIntervalSinceNow > (blows.areOfEveryKind ? -100 : -400)
            {
                try crowd.work()
                try blows.strike()
                Thread.sleep(forTimeInterval: 0.02)
            }
            try blows.end()
            while !crowd.isDone {
                guard start.timeIntervalSinceNow > -900 else { throw Trouble("the work is not done: \(crowd.failed)") }
                try crowd.work(seconds: 0.2)
            }
            Self.say(engine, crowd, "\(blows.kills) kills, \(blows.holds) holds, \(blows.containerBlows)")
            try Law(scenario: s, wishes: crowd.wishes, manifests: Self.law(crowd)).hold(within: 300)
            try keepsakes.check(crowd.wishes, running: true)
            #expect(blows.areOfEveryKind, "there was violence")
            #expect(blows.doubled.isEmpty, "never two containers of a space at once")
        }
    }

    /// The engine ends, politely or (Podman) not, in the middle of work, and comes back.
    @Test(arguments: Engine.available)
    func anEngineThatEndsAndComesBack(engine: Engine) throws {
        try play(engine) { s, keepsakes in
            let crowd = Crowd(
                s, atOnce: 2, keepers: Self.keepers, making: 60, mostSpaces: 14, seed: Settings.seed &+ 2)
            var chance = Chance(seed: Settings.seed &+ 3)
            let power = EnginePower(engine: engine)
            var ends: [Int32] = []
            for _ in 0..<3 {
                try crowd.work(seconds: chance.seconds(3...6))
                let signal = engine == .podman && chance.happens(oneIn: 2) ? SIGKILL : SIGTERM
                if engine == .docker {
                    // Docker 20.10 that is ended while calls are under way damages its own containers for ever.
                    s.server.hold()
                    try crowd.work(seconds: 3)
                    try s.world.awaitQuiet()
                }
                try power.end(signal)
                s.server.letGo()
                ends.append(signal)
                try crowd.work(seconds: chance.seconds(0...3))
                try power.start()
            }
            try crowd.work(seconds: 2)
            try crowd.finish(within: 400)
            Self.say(engine, crowd, "ended by \(ends)")
            try Law(scenario: s, wishes: crowd.wishes, manifests: Self.law(crowd)).hold(within: 300)
            try keepsakes.check(crowd.wishes, running: engine == .podman)
        }
    }

    /// Nothing tells the server that something happened; it looks by itself.
    @Test(arguments: Engine.available, EngineProxy.Manner.allCases)
    func eventsThatNeverCome(engine: Engine, manner: EngineProxy.Manner) throws {
        try Scenario.play(engine) { s in
            let proxy = try EngineProxy(s, manner)
            defer { proxy.end() }
            try s.server.stop()
            try s.server.configure("", endpoint: "unix://\(proxy.socket)")
            try s.server.start()
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            let started = try s.world.startedAt(before.id)
            try s.world.post(before.id, "kill")
            try eventually("it runs again", state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web"), now.isRunning else { return false }
                return try s.world.startedAt(now.id) != started
            }
            try s.world.remove(before.id)
            try eventually("it is made again", state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web"), now.isRunning else { return false }
                return now.id != before.id
            }
            try s.awaitPhase("web", "Running")
        }
    }

    /// The file system of the database is full: what cannot be written is refused, what runs goes on, and once there is
    /// room again everything is as if nothing had been.
    @Test(arguments: Engine.available)
    func aFullDisk(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let data = s.directory.appending(path: "data").path
            try s.server.stop()
            try FileManager.default.removeItem(atPath: data)
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            let mount = try Shell.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "knot-full", data])
            try #require(mount.status == 0, "\(mount.text)")
            defer {
                s.server.kill()
                _ = try? Shell.run(["umount", "-l", data])
            }
            try s.server.start()
            var wishes = ["web": Crowd.Wish()]
            try s.apply(Manifests.join(Self.templates, Crowd.Wish().manifest("web")))
            let web = try s.awaitRunning("web")
            _ = try s.world.exec(web.id, "echo kept > /data/file")

            _ = try Shell.run(["sh", "-c", "cat /dev/zero > '\(data)/fill' 2>/dev/null"])
            // The log of the database may have room that it took before.
            var refused: Outcome?
            for number in 0..<200 where refused == nil {
                let wish = Crowd.Wish(isRunning: false, note: number)
                let outcome = try s.knot("apply", "-f", "-", input: wish.manifest("late-\(number)"))
                if outcome.status == 0 { wishes["late-\(number)"] = wish } else { refused = outcome }
            }
            let words = try #require(refused, "a full disk refuses at last").text
            #expect(words.contains("full") || words.contains("space"), "it says why: \(words)")
            #expect(try s.knot("get", "spaces").status == 0, "reading goes on")
            try s.world.post(web.id, "kill")
            try eventually("what dies is started again all the same", state: { s.server.logTail() }) {
                try s.world.container(of: "web")?.isRunning == true
            }
            s.server.kill()
            try s.server.launch()
            Thread.sleep(forTimeInterval: 1)

            try FileManager.default.removeItem(atPath: "\(data)/fill")
            try eventually("the server is ready, if need be once it was started again") {
                if s.server.hasEnded { try s.server.launch() }
                return try s.server.http.send("GET", "/readyz").status == 200
            }
            try eventually("there is room again") {
                try s.knot("apply", "-f", "-", input: Crowd.Wish().manifest("after")).status == 0
            }
            wishes["after"] = Crowd.Wish()
            let manifests = Manifests.join(
                Self.templates, wishes.map { $0.value.manifest($0.key) }.joined(separator: "---\n"))
            try Law(scenario: s, wishes: wishes, manifests: manifests).hold(within: 300)
            let after = try s.awaitRunning("web")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept")
        }
    }

    /// A story with the templates and the keepers applied, and something in their volumes that must stay.
    private func play(_ engine: Engine, _ story: (Scenario, Keepsakes) throws -> Void) throws {
        Self.tell("violence on \(engine): KNOT_SEED=\(Settings.seed) repeats it")
        try Scenario.play(engine) { s in
            let manifests = Self.keepers.sorted { $0.key < $1.key }.map { $0.value.manifest($0.key) }
            try s.apply(Manifests.join(Self.templates, manifests.joined(separator: "---\n")))
            let keepsakes = try Keepsakes(s, spaces: Self.keepers.keys.sorted())
            defer { keepsakes.remove() }
            do {
                try story(s, keepsakes)
            } catch {
                throw Trouble("KNOT_SEED=\(Settings.seed): \(error)")
            }
        }
    }

    private static func law(_ crowd: Crowd) -> String { Manifests.join(templates, crowd.manifests) }

    private static func say(_ engine: Engine, _ crowd: Crowd, _ what: String) {
        let failed = crowd.failed.sorted { $0.key < $1.key }.map { "\($0.value) times \($0.key)" }
        tell("violence on \(engine): \(crowd.acknowledged) commands, \(what)")
        for line in failed { tell("    \(line.replacing("\n", with: " "))") }
    }

    /// A line of its own among those of the tests, which must not be cut in two by it.
    private static func tell(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
}
