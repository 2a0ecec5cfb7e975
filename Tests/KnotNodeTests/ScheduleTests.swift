import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// On a clock in UTC whose first day is a Thursday.
@Suite struct ScheduleTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")
    private let hour: Int64 = 3_600_000

    private func template(_ fields: FieldMap, hours: (String, String) = ("9:00am", "5:00pm")) -> Manifest {
        var all = fields
        all["container"] = ["image": "ubuntu:latest"]
        let off: Value = ["enabled": false]
        let day: Value = ["enabled": true, "from": .string(hours.0), "to": .string(hours.1)]
        all["schedule"] = [off, off, off, off, day, day, off]
        return Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: all)
    }

    private var space: Manifest { Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "ubuntu"]) }

    private func status(_ bench: Bench) -> Status? { bench.core.store[web]?.currentStatus }

    private func reason(_ bench: Bench) -> String? { status(bench)?.condition(.suspended)?.reason }

    private func reasons(_ bench: Bench) -> [String] { bench.core.events.list(for: web).map(\.reason) }

    private func start(at time: Int64, _ template: Manifest) -> Bench {
        var bench = Bench(engineIsUp: false)
        bench.now.wall.milliseconds = time
        bench.feed(.engineUp(.docker, version: "1"))
        bench.apply([template, space])
        return bench
    }

    /// Until a time of the first days, in hours.
    private func pass(_ bench: inout Bench, to time: Double) {
        bench.pass(milliseconds: Int64(time * Double(hour)) - bench.now.wall.milliseconds, step: 30_000)
    }

    @Test func stopsWhenItClosesAndStartsWhenItOpens() {
        var bench = start(at: 10 * hour, template(["schedule_enabled": true, "auto_start": true]))
        #expect(bench.containers.map(\.state) == [.running])
        pass(&bench, to: 16.9)
        #expect(!reasons(bench).contains("StopsSoon"))
        pass(&bench, to: 16.95)
        #expect(reasons(bench).filter { $0 == "StopsSoon" }.count == 1)
        #expect(bench.containers.map(\.state) == [.running])
        pass(&bench, to: 17.01)
        #expect(bench.containers.isEmpty)
        #expect(status(bench)?.phase == .stopped)
        #expect(reason(bench) == "OutsideSchedule")
        #expect(bench.core.store[web]?.spec.value.fields["running"] == true)
        #expect(bench.core.explain(web)?.chain.last?.contains("outside the template's schedule") == true)
        pass(&bench, to: 32.9)
        #expect(bench.containers.isEmpty)
        pass(&bench, to: 33.01)
        #expect(bench.containers.map(\.state) == [.running])
        #expect(reason(bench) == nil)
    }

    @Test func withoutAutoStartItWaitsToBeStarted() {
        var bench = start(at: 10 * hour, template(["schedule_enabled": true]))
        pass(&bench, to: 18)
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(bench.containers.isEmpty, "nobody runs it outside its hours")
        pass(&bench, to: 34)
        #expect(bench.containers.isEmpty)
        #expect(reason(bench) == "NotStartedSinceOpening")
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(bench.containers.map(\.state) == [.running])
        let id = bench.containers.map(\.id)
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(bench.containers.map(\.id) == id)
    }

    @Test func hoursGoAcrossMidnight() {
        var bench = start(
            at: 23 * hour, template(["schedule_enabled": true], hours: ("10:00pm", "6:00am")))
        pass(&bench, to: 29.9)
        #expect(bench.containers.map(\.state) == [.running])
        pass(&bench, to: 30.01)
        #expect(bench.containers.isEmpty)
    }

    @Test func wholeDaysAreOneOpening() {
        var bench = start(at: 1 * hour, template(["schedule_enabled": true], hours: ("12:00am", "12:00am")))
        pass(&bench, to: 47.9)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        pass(&bench, to: 48.1)
        #expect(bench.containers.isEmpty)
    }

    @Test func maxUptimeStopsItUntilItIsStarted() {
        var bench = start(at: 0, template(["max_uptime": 2, "max_uptime_unit": "hour"]))
        pass(&bench, to: 1.95)
        #expect(bench.containers.map(\.state) == [.running])
        #expect(reasons(bench).contains("StopsSoon"))
        pass(&bench, to: 5)
        #expect(bench.containers.isEmpty)
        #expect(reason(bench) == "UptimeReached")
        var next = Bench(records: Kind.allCases.flatMap { bench.core.store.records(of: $0) }, engineIsUp: false)
        next.now = bench.now
        next.feed(.engineDown(.docker, Failure(.engineUnreachable, subject: "docker", "down")))
        next.feed(.engineUp(.docker, version: "1"))
        pass(&next, to: 6)
        #expect(next.actions.isEmpty, "a new node remembers")
        bench.ask(.lifecycle(web, .start, by: .user("alice")))
        #expect(bench.containers.map(\.state) == [.running])
        pass(&bench, to: 6.9)
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func theNextOpeningEndsAnUptimeStopWithAutoStart() {
        var bench = start(
            at: 9 * hour,
            template([
                "schedule_enabled": true, "auto_start": true, "max_uptime": 60, "max_uptime_unit": "minute",
            ]))
        pass(&bench, to: 16)
        #expect(reason(bench) == "UptimeReached")
        pass(&bench, to: 33.5)
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func aScheduleTakenAwayLetsItRun() {
        var bench = start(at: 20 * hour, template(["schedule_enabled": true]))
        #expect(bench.containers.isEmpty)
        bench.apply([template([:])])
        #expect(bench.containers.map(\.state) == [.running])
    }

    @Test func anEditStopsNothingThatRunsAtOnce() throws {
        var bench = start(at: 20 * hour, template([:]))
        bench.apply([template(["schedule_enabled": true])])
        pass(&bench, to: 20.5)
        #expect(bench.containers.map(\.id) == ["docker-c-1"], "it is outside its hours, and runs on")
        #expect(reason(bench) == nil)
        #expect(bench.core.explain(web)?.chain.last?.contains("runs on until those hours end next") == true)
        pass(&bench, to: 34)
        #expect(bench.containers.map(\.id) == ["docker-c-1"], "and does so when they begin")
        pass(&bench, to: 41.01)
        #expect(bench.containers.isEmpty)
        #expect(reason(bench) == "OutsideSchedule")
    }

    @Test func aScheduleWithoutHoursHoldsFromTheNextStop() {
        let closed = { (fields: FieldMap) -> Manifest in
            var all = fields
            all["container"] = ["image": "ubuntu:latest"]
            all["schedule"] = [["enabled": false]]
            return Manifest(key: ResourceKey(.template, name: "ubuntu"), fields: all)
        }
        var bench = start(at: 20 * hour, template([:]))
        bench.apply([closed(["schedule_enabled": true])])
        pass(&bench, to: 200)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.isEmpty, "what is made anew follows the schedule")
        #expect(reason(bench) == "OutsideSchedule")
    }

    /// An unscheduled space that has run for days, within the hours that its template gets.
    @Test func hoursThatAreOpenStopNothingEither() {
        var bench = start(at: 2 * hour, template([:]))
        pass(&bench, to: 10)
        bench.apply([template(["schedule_enabled": true])])
        pass(&bench, to: 16.9)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        pass(&bench, to: 17.1)
        #expect(bench.containers.isEmpty)
    }

    @Test func aSpaceMovedToAClosedTemplateRunsOn() {
        var bench = start(at: 20 * hour, template([:]))
        var other = template(["schedule_enabled": true])
        other.key.name = "office"
        bench.apply([
            other, Manifest(key: ResourceKey(.space, name: "web"), fields: ["template": "office"]),
        ])
        pass(&bench, to: 30)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
    }

    @Test func aShorterUptimeCountsFromTheEdit() {
        var bench = start(at: 0, template([:]))
        pass(&bench, to: 10)
        bench.apply([template(["max_uptime": 2, "max_uptime_unit": "hour"])])
        pass(&bench, to: 11.9)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        pass(&bench, to: 12.1)
        #expect(bench.containers.isEmpty)
        #expect(reason(bench) == "UptimeReached")
    }

    /// As `knot-sim --trace 3382 --only none --steps 1,9,12,17` showed.
    @Test func uptimeCountsAlsoOfWhatOutlastsChangedHours() {
        var bench = start(at: 20 * hour, template(["max_uptime": 2, "max_uptime_unit": "hour"]))
        bench.apply([template(["max_uptime": 2, "max_uptime_unit": "hour", "schedule_enabled": true])])
        pass(&bench, to: 21.95)
        #expect(bench.containers.map(\.id) == ["docker-c-1"])
        #expect(reasons(bench).contains("StopsSoon"))
        pass(&bench, to: 22.1)
        #expect(bench.containers.isEmpty)
    }

    @Test func aTemplateMadeManualLetsItRunUntilItStops() {
        var bench = start(at: 0, template([:]))
        bench.apply([template(["platform": "manual"])])
        pass(&bench, to: 1)
        #expect(bench.containers.map(\.state) == [.running])
        #expect(status(bench)?.phase == .running)
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.isEmpty)
        #expect(status(bench)?.phase == .stopped)
    }

    @Test func openingsThatTouchAreOne() {
        func time(_ value: Int64) -> WallTime { WallTime(milliseconds: value) }
        let openings = [
            Opening(from: time(20), to: time(30)), Opening(from: time(0), to: time(10)),
            Opening(from: time(10), to: time(15)), Opening(from: time(12), to: time(13)),
        ]
        #expect(Opening.at(time(11), in: openings) == Opening(from: time(0), to: time(15)))
        #expect(Opening.at(time(15), in: openings) == openings[0])
        #expect(Opening.at(time(30), in: openings) == nil)
    }
}
