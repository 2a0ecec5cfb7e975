import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// Containers of a time when the clock was ahead, over a database whose stamps were mended since.
@Suite struct RestampedTests {
    private static let hour: Int64 = 3_600_000
    private let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"),
        fields: [
            "container": ["image": "ubuntu:latest", "command": ["sleep"], "volumes": ["home:/home"]],
            "volumes": ["home": .null],
        ])

    private func key(_ name: String) -> ResourceKey { ResourceKey(.space, owner: "alice", name: name) }
    private func space(_ name: String, _ fields: FieldMap = [:]) -> Manifest {
        var fields = fields
        fields["template"] = "ubuntu"
        return Manifest(key: key(name), fields: fields)
    }

    /// A node whose clock was a thousand hours ahead while it made these.
    private func ahead(_ names: String...) -> Bench {
        var bench = Bench()
        bench.now.wall.milliseconds += 1_000 * Self.hour
        bench.apply([template] + names.map { space($0) })
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.count == names.count)
        return bench
    }

    /// The same engine, with the records' stamps mended and the clock set right.
    private func mended(_ bench: Bench, forgets: Bool = false) throws -> Bench {
        let wall = WallTime(milliseconds: 2 * Self.hour)
        let records = bench.core.store.all
        let inside = records.flatMap { record in record.contents.flatMap { $0.content.stamps } }
        let restamping = try Restamping(
            records.flatMap { [$0.spec.stamp, $0.placement?.stamp, $0.status?.stamp].compactMap { $0 } } + inside,
            at: wall)
        let span = RestampedSpan(restamping, labelled: Set(records.map(\.spec.stamp) + inside))
        var recovery = Recovery()
        recovery.restamped = forgets ? [] : [span]
        let mended = records.map { record in
            var record = record
            record.spec.stamp = restamping[record.spec.stamp]
            record.spec.value.restart = record.spec.value.restart.map { restamping[$0] }
            if let placement = record.placement { record.placement?.stamp = restamping[placement.stamp] }
            if let status = record.status {
                record.status?.stamp = restamping[status.stamp]
                record.status?.value.observedRevision = restamping[status.value.observedRevision]
            }
            return record
        }
        var next = Bench(records: mended, engineIsUp: false, recovery: recovery)
        (next.engine, next.now) = (bench.engine, bench.now)
        next.now.wall = WallTime(milliseconds: wall.milliseconds + 60_000)
        next.feed(.engineUp(.docker, version: "1"))
        next.pass(milliseconds: 120_000)
        return next
    }

    @Test func whatRunsRunsOnAndNothingIsPending() throws {
        var before = ahead("web", "db")
        before.ask(.lifecycle(key("db"), .restart, by: .user("alice")))
        before.pass(milliseconds: 60_000)
        // Written over without a restart: no record has the stamp of its container any more.
        before.apply([space("web", ["description": "later"])])
        before.pass(milliseconds: 60_000)
        var bench = try mended(before)
        #expect(bench.actions.isEmpty, "\(bench.actions)")
        #expect(bench.containers == before.containers && bench.volumes == before.volumes)
        #expect(bench.core.unknownContainers.isEmpty && bench.core.recovery.lost == nil && bench.lost == nil)
        for name in ["web", "db"] {
            let status = bench.core.store[key(name)]?.currentStatus
            #expect(status?.phase == .running && status?.pending == [] && status?.lastError == nil, "\(status as Any)")
        }
        #expect(bench.core.clockLead(over: bench.now.wall) == 0)
        // What is written now is of now.
        bench.apply([space("web", ["description": "again"])])
        let revision = try #require(bench.core.store[key("web")]?.revision)
        #expect(revision.wall == bench.now.wall)
        #expect(bench.actions.isEmpty)
    }

    @Test func aRestartThatWasAskedForIsNeitherLostNorDoneTwice() throws {
        var before = ahead("web", "db")
        before.ask(.lifecycle(key("db"), .restart, by: .user("alice")))
        before.pass(milliseconds: 60_000)
        let done = try #require(before.containers.first { $0.ownership.key == key("db") })
        // The server ends after the request is durable, and before it is carried out.
        before.heldVerbs = ["stop"]
        before.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        let old = try #require(before.containers.first { $0.ownership.key == key("web") })
        var bench = try mended(before)
        let web = try #require(bench.containers.first { $0.ownership.key == key("web") })
        #expect(web.id != old.id, "it is restarted after all")
        #expect(bench.containers.contains(done), "this one was restarted before")
        #expect(web.ownership.restamps == 1)
        bench.ask(.lifecycle(key("db"), .restart, by: .user("alice")))
        bench.pass(milliseconds: 60_000)
        #expect(!bench.containers.contains { $0.id == done.id }, "one that is asked for now is done, once")
        let count = bench.actions.count
        bench.pass(milliseconds: 1_000 * Self.hour, step: 10 * Self.hour)
        #expect(bench.actions.count == count, "also when the time comes that those stamps said")
    }

    @Test func withoutTheMemoryOfItTheyAreLeftAlone() throws {
        let before = ahead("web")
        let bench = try mended(before, forgets: true)
        #expect(bench.containers == before.containers)
        #expect(bench.core.unknownContainers.isEmpty == false || bench.core.recovery.lost != nil)
    }

    /// The database of before was put back in place.
    @Test func whatWasMadeAfterIsLeftAloneByADatabaseOfBefore() throws {
        let before = ahead("web")
        var after = try mended(before)
        after.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        after.pass(milliseconds: 60_000)
        #expect(after.containers.map(\.ownership.restamps) == [1])
        var records = before.core.store.all
        for index in records.indices where records[index].key == key("web") {
            records[index].spec.value.fields["running"] = false
        }
        var bench = Bench(records: records, engineIsUp: false)
        (bench.engine, bench.now) = (after.engine, after.now)
        bench.feed(.engineUp(.docker, version: "1"))
        bench.pass(milliseconds: 120_000)
        #expect(bench.containers == after.containers)
        #expect(bench.core.recovery.lost != nil)
        bench.feed(.databaseAccepted)
        bench.pass(milliseconds: 120_000)
        #expect(bench.containers.isEmpty)
    }

    @Test func aLeadIsTold() throws {
        let before = ahead("web")
        let right = WallTime(milliseconds: 2 * Self.hour)
        #expect(before.core.stampLead(at: before.now.wall) == nil)
        #expect((before.core.stampLead(at: right)?.entries ?? 0) > 2)
        #expect(before.core.clockLead(over: right) > 990 * Self.hour)
        #expect(try mended(before).core.stampLead(at: right) == nil)
    }
}
