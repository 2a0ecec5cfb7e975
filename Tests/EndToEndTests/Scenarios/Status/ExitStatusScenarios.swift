import Foundation
import Testing

/// What is said of a container that ends by itself.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ExitStatusScenarios {
    @Test(arguments: Engine.available)
    func aProgramThatKeepsExiting(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let wrong = Manifests.template().replacing("sleep infinity", with: "[sh, -c, \"echo so it ends; exit 3\"]")
            try s.apply(Manifests.join(wrong, Manifests.space("web")), wait: false)
            try s.expectTrouble(
                "web", "CrashLoop",
                says: ["exited with code 3", "started again", "the next try", "knot space logs web"])
            #expect(try s.space("web")["status"]["restarts"].int ?? 0 >= 3)
            #expect(try s.space("web")["status"]["lastRun"]["exitCode"].int == 3)
            #expect(
                try throughout(4) { try !s.row(of: "web").contains("Running") },
                "what keeps exiting never counts as running")
            // They say how long it ran, which is not always less than a second. At most four are kept apart.
            var exits: [JSON] = []
            try eventually("repeats are counted", state: { "\(exits)" }) {
                exits = try s.server.http.get("/api/v1/events?for=space/web")["items"].array
                    .filter { $0["reason"].string == "Exited" }
                return exits.reduce(0) { $0 + ($1["count"].int ?? 0) } >= 5
            }
            #expect(exits.count <= 4, "\(exits)")
            #expect(try s.must("space", "logs", "web").contains("so it ends"))
            try s.apply(Manifests.template(), wait: false)
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func aProgramThatNeedsMoreMemoryThanItHas(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let greedy = Manifests.template(container: ["memory: 16m"])
                .replacing("sleep infinity", with: "[tail, /dev/zero]")
            try s.apply(Manifests.join(greedy, Manifests.space("web")), wait: false)
            try eventually("it was killed", state: { "\(try s.space("web"))" }) {
                try s.space("web")["status"]["restarts"].int ?? 0 >= 3
            }
            // Not every engine tells why it was killed, and not every time.
            try s.expectTrouble(
                "web", "OutOfMemory", "CrashLoop",
                says: ["memory", "its limit being 16m", "give it more with 'memory'", "started again"])
            try s.apply(Manifests.template(container: ["memory: 256m"]), wait: false)
            try s.expectMended("web")
        }
    }
}
