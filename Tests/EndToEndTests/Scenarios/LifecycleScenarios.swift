import Foundation
import Testing

/// When spaces start and stop: what they depend on, their hours, and how long they may run.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct LifecycleScenarios {
    @Test(arguments: Engine.available)
    func whatDependsStartsAfterAndStopsBefore(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let checked = Manifests.template(
                "checked",
                template: [
                    "health_check_type: program", "health_check_config: test -f /data/ok", "health_check_interval: 1",
                ])
            try s.apply(
                Manifests.join(
                    checked, Manifests.template(), Manifests.space("api", "depends_on: [web]"),
                    Manifests.space("web", "depends_on: [db]"), Manifests.space("db", template: "checked")),
                wait: false)
            let db = try s.awaitRunning("db")
            try s.awaitCondition("db", "Ready", "False")
            #expect(try throughout(2) { try s.world.containers().count == 1 }, "what depends on it waits")
            try eventually("web says that it waits", state: { "\(try s.space("web"))" }) {
                try s.condition("web", "Running")["reason"].string == "DependencyNotReady"
            }
            #expect(try s.must("why", "space/api").contains("web"), "it is told what it waits for")

            _ = try s.world.exec(db.id, "touch /data/ok")
            let web = try s.awaitRunning("web")
            let api = try s.awaitRunning("api")
            let starts = try [db, web, api].map { try s.world.startedAt($0.id) }
            #expect(starts == starts.sorted(), "they start one after the other: \(starts)")

            // All at once: a space does not wait for one that nobody has asked to stop yet.
            try s.apply(
                Manifests.join(
                    Manifests.space("api", "depends_on: [web]", "running: false"),
                    Manifests.space("web", "depends_on: [db]", "running: false"),
                    Manifests.space("db", template: "checked", "running: false")), wait: false)
            var orders: Set<[String]> = []
            try eventually("all are stopped", state: { "\(try s.world.containers())" }) {
                let start = Date.now
                let up = try s.world.containers().filter(\.isRunning).map(\.key)
                // An engine looks at one container after the other. While it was held up, a stop may have come between.
                if start.timeIntervalSinceNow > -0.5 { orders.insert(up) }
                return try s.world.containers().isEmpty
            }
            let all = ["space/admin/api", "space/admin/db", "space/admin/web"]
            for up in orders {
                let isRight = up == all || up == Array(all[1...]) || up == [all[1]] || up.isEmpty
                #expect(isRight, "what depends on a space stops before it, but these were up: \(up)")
            }
        }
    }

    /// The hours are from eight in the evening until six in the morning. Noon and one o'clock come by the time zone.
    @Test(arguments: Engine.available)
    func hoursHoldAcrossMidnightInTheServersTimeZone(engine: Engine) throws {
        try Scenario.play(engine, extra: Self.zone(whereItIs: 12)) { s in
            let day = "{enabled: true, from: \"8:00pm\", to: \"6:00am\"}"
            let week = Array(repeating: day, count: 7).joined(separator: ", ")
            let template = Manifests.template(
                template: ["schedule_enabled: true", "auto_start: true", "schedule: [\(week)]"])
            try s.apply(Manifests.join(template, Manifests.space("web")), wait: false)
            let closed = try s.awaitCondition("web", "Suspended", "True")
            #expect(closed["reason"].string == "OutsideSchedule")
            let started = try s.must("space", "start", "web")
            #expect(started.contains("stays stopped: now is outside"), "\(started)")
            #expect(try throughout(2) { try s.world.containers().isEmpty }, "it does not run outside its hours")

            try s.server.stop()
            try s.server.configure(Self.zone(whereItIs: 1))
            try s.server.start()
            try s.awaitRunning("web")
            try eventually("it is not suspended", state: { "\(try s.space("web"))" }) {
                try s.condition("web", "Suspended")["state"].string != "True"
            }

            try s.server.stop()
            try s.server.configure(Self.zone(whereItIs: 12))
            try s.server.start()
            // Other hours, by whatever they were changed, stop nothing at once: they hold from their next end, or a restart.
            try eventually("it is told", state: { try s.must("why", "space/web") }) {
                try s.must("why", "space/web").contains("it runs on until those hours end next")
            }
            #expect(try throughout(2) { try s.world.container(of: "web")?.isRunning == true })
            try s.must("space", "restart", "web", "--no-wait")
            try eventually("it stops, and does not start again", state: { "\(try s.space("web"))" }) {
                try s.world.containers().isEmpty
            }
            try s.awaitCondition("web", "Suspended", "True")
            #expect(try s.world.volumes().count == 1, "its volume stays")
            #expect(try s.must("why", "space/web").contains("schedule"))
        }
    }

    @Test(arguments: Engine.available)
    func aSpaceIsWarnedAndStoppedAfterItsTime(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(template: ["max_uptime: 1", "max_uptime_unit: minute"])
            try s.apply(Manifests.join(template, Manifests.space("web")))
            let first = try s.awaitRunning("web")
            let running = Date.now
            try eventually("it is warned first") { try s.must("events").contains("StopsSoon") }
            let warned = try s.world.container(of: "web")
            // Unless the machine was held up until its time was over.
            if running.timeIntervalSinceNow > -30 { #expect(warned == first, "a warning stops nothing") }
            try eventually("it is stopped after a minute", within: 240, state: { "\(try s.space("web"))" }) {
                try s.world.containers().isEmpty
            }
            let stopped = try s.awaitCondition("web", "Suspended", "True")
            #expect(stopped["reason"].string == "UptimeReached")
            #expect(try throughout(3) { try s.world.containers().isEmpty }, "and it stays so")
            try s.must("space", "start", "web", "--wait")
            try s.awaitRunning("web")
        }
    }

    /// The line for knot.toml of a time zone in which the clock shows this hour now.
    private static func zone(whereItIs hour: Int) -> String {
        let now = Int(Date.now.timeIntervalSince1970) / 3_600 % 24
        // From 11 hours behind to 12 ahead; the names of these zones have the sign the other way round.
        let ahead = (hour - now + 24 + 11) % 24 - 11
        return "timezone = \"\(ahead == 0 ? "Etc/GMT" : "Etc/GMT\(ahead > 0 ? "-" : "+")\(abs(ahead))")\""
    }
}
