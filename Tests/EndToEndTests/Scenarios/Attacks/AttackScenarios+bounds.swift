import Foundation
import Testing

/// Clocks that are wrong, and more than one user may have.
extension AttackScenarios {
    /// What is timed goes by a clock that nobody sets: only schedules and stamps go by the time of day.
    @Test(arguments: Engine.available)
    func aClockThatIsWrongByADayStopsNoRestart(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            var last = try s.awaitRunning("web")
            for days in [1, -1] {
                try s.server.stop()
                try s.server.shiftTimeOfDay(seconds: days * 86_400)
                try s.server.start()
                for _ in 0..<2 {
                    try s.world.post(last.id, "kill")
                    last = try s.awaitRunning("web")
                }
                try s.must("space", "restart", "web", "--wait")
                last = try s.awaitRunning("web")
            }
        }
    }

    /// What is deleted is remembered for a week, and counts until then.
    @Test(arguments: Engine.available)
    func nobodyFillsTheServersMemory(engine: Engine) throws {
        try Scenario.play(engine, extra: "resource_limit = 4") { s in
            func variables(_ numbers: ClosedRange<Int>) -> String {
                numbers.map { "kind: Variable\nname: v\($0)\nvalue: x\n" }.joined(separator: "---\n")
            }
            try s.apply(variables(1...4))
            let refused = try s.knot("apply", "-f", s.write("more.yaml", variables(5...5)))
            #expect(refused.status != 0 && refused.text.contains("server.resource_limit"), "\(refused.text)")
            try s.must("delete", "variable/v1", "--yes")
            let again = try s.knot("apply", "-f", s.write("more.yaml", variables(5...5)))
            #expect(again.status != 0 && again.text.contains("within the last 7 days"), "\(again.text)")
            try s.apply(variables(1...4))
            #expect(try s.server.http.get("/api/v1/variables")["items"].array.count == 4)

            let many = try s.knot("apply", "-f", s.write("many.yaml", variables(1...20_001)))
            #expect(many.status != 0 && many.text.contains("20000 documents"), "\(many.text.prefix(500))")
            #expect(try s.server.http.get("/api/v1/variables")["items"].array.count == 4)
        }
    }
}
