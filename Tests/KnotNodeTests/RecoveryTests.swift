import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// Databases that are damaged, or older than what the engine shows.
@Suite struct RecoveryTests {
    let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"),
        fields: [
            "container": ["image": "ubuntu:latest", "command": ["sleep"], "volumes": ["home:/home"]],
            "volumes": ["home": .null],
        ])
    let damage = Failure(.databaseFailed, subject: "record", "it cannot be read")

    private func key(_ name: String) -> ResourceKey { ResourceKey(.space, owner: "alice", name: name) }
    private func space(_ name: String, _ fields: FieldMap = [:]) -> Manifest {
        var fields = fields
        fields["template"] = "ubuntu"
        return Manifest(key: key(name), fields: fields)
    }

    private func running(_ names: String...) -> Bench {
        var bench = Bench()
        bench.apply([template] + names.map { space($0) })
        #expect(bench.containers.count == names.count)
        return bench
    }

    /// The same engine with another core over these records, a minute later.
    private func restarted(_ bench: Bench, _ records: [Record], _ recovery: Recovery = Recovery()) -> Bench {
        var next = Bench(records: records, engineIsUp: false, recovery: recovery)
        (next.engine, next.now) = (bench.engine, bench.now)
        next.now.wall.milliseconds += 60_000
        next.feed(.engineUp(.docker, version: "1"))
        next.pass(milliseconds: 120_000)
        return next
    }

    private func message(_ reply: Reply?) -> String? {
        guard case .refused(let refusals)? = reply else { return nil }
        return refusals.first?.failure.message
    }

    // MARK: Records that cannot be read

    @Test func whatCannotBeReadIsLeftAloneAndNotWrittenOver() {
        let before = running("web", "db")
        let recovery = Recovery(quarantine: Quarantine(keys: [key("web"): damage]))
        var bench = restarted(before, before.core.store.all.filter { $0.key != key("web") }, recovery)
        #expect(bench.containers == before.containers)
        #expect(bench.actions.isEmpty)
        #expect(message(bench.apply([space("web")])) == damage.message)
        #expect(message(bench.ask(.delete([key("web")], DeleteOptions(owner: .user("alice"))))) == damage.message)
        #expect(message(bench.ask(.lifecycle(key("web"), .stop, by: .user("alice")))) == damage.message)
        #expect(bench.core.absence(of: key("web")) == damage)
        #expect(bench.core.unreadable(of: .space).map(\.key) == [key("web")])
        bench.ask(.lifecycle(key("db"), .stop, by: .user("alice")))
        #expect(bench.containers.map(\.ownership.key) == [key("web")], "what can be read goes on as usual")
        #expect(bench.volumes == before.volumes)
    }

    @Test func withAKeyThatIsNotSureNothingUnknownIsRemoved() {
        let before = running("web", "db")
        let recovery = Recovery(quarantine: Quarantine(unnamed: [damage]))
        var bench = restarted(before, before.core.store.all.filter { $0.key != key("web") }, recovery)
        #expect(bench.containers == before.containers)
        #expect(bench.core.unknownContainers.map(\.container.ownership.key) == [key("web")])
        #expect(bench.core.absence(of: key("web"))?.message.contains("left alone") == true)
        bench.feed(.discarded(["record"]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers, "setting a record aside gives up nothing")
        bench.feed(.databaseAccepted)
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.map(\.ownership.key) == [key("db")])
    }

    /// A lane of some record cannot be read: it may be what keeps a space stopped, or where it is.
    @Test func withAPartThatMayBeOfAnyNothingIsEnded() {
        let before = running("web", "db")
        var quarantine = Quarantine()
        quarantine.addUnnamed(damage, isPart: true)
        var records = before.core.store.all
        for index in records.indices where records[index].key == key("db") {
            records[index].spec.value.fields["running"] = false
        }
        var bench = restarted(before, records, Recovery(quarantine: quarantine))
        #expect(bench.containers == before.containers)
        bench.ask(.lifecycle(key("web"), .stop, by: .user("alice")))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers)
        bench.feed(.discarded([damage.subject]))
        bench.feed(.databaseAccepted)
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.isEmpty)
    }

    /// Its manifest is applied again, before the record is set aside or after: that is another object of the name.
    @Test(arguments: [false, true]) func withAKeyThatIsNotSureNothingIsReplacedByItsNamesake(isFirst: Bool) {
        let before = running("web", "db")
        let recovery = Recovery(quarantine: Quarantine(unnamed: [damage]))
        var bench = restarted(before, before.core.store.all.filter { $0.key != key("web") }, recovery)
        if isFirst { bench.apply([space("web")]) }
        bench.pass(milliseconds: 60_000)
        bench.feed(.discarded(["record"]))
        bench.apply([space("web")])
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers)
        #expect(bench.volumes == before.volumes)
        for container in before.containers where container.ownership.key == key("web") {
            bench.ask(.adopt([takeover(container)]))
        }
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers)
        let status = bench.core.store[key("web")]?.currentStatus
        #expect(status?.phase == .running, "\(status as Any)")
    }

    @Test func whatRunsAndIsTakenOverRunsOnWhereTheDatabaseHasItStopped() throws {
        var before = running("web")
        before.ask(.lifecycle(key("web"), .stop, by: .user("alice")))
        let backup = before.core.store.all
        before.pass(milliseconds: 60_000)
        before.ask(.lifecycle(key("web"), .start, by: .user("alice")))
        let container = try #require(before.containers.first)
        var bench = restarted(before, backup)
        #expect(bench.containers == before.containers)
        bench.ask(.adopt([takeover(container)]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers, "it runs on")
        #expect(bench.core.store[key("web")]?.currentStatus?.phase == .running)
        bench.ask(.lifecycle(key("web"), .stop, by: .user("alice")))
        #expect(bench.containers.isEmpty)
    }

    @Test func spacesOfAnUnreadableTemplateRunOnAndSayWhy() {
        let before = running("web")
        let recovery = Recovery(quarantine: Quarantine(keys: [template.key: damage]))
        var bench = restarted(before, before.core.store.all.filter { $0.key != template.key }, recovery)
        #expect(bench.containers == before.containers)
        bench.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        #expect(bench.containers == before.containers, "it cannot be made again")
        #expect(bench.core.store[key("web")]?.currentStatus?.lastError?.message == damage.message)
        #expect(message(bench.apply([space("web", ["description": "new"])])) == damage.message)
    }

    @Test func aVolumeOfAnUnreadableRecordStays() {
        let pool = Manifest(key: ResourceKey(.volume, name: "pool"))
        var before = Bench()
        before.apply([pool])
        let recovery = Recovery(quarantine: Quarantine(keys: [pool.key: damage]))
        let bench = restarted(before, before.core.store.all.filter { $0.key != pool.key }, recovery)
        #expect(bench.volumes.map(\.name) == ["pool"])
    }

    // MARK: A database that was set back

    @Test func anOlderDatabaseRemovesNothingThatItDoesNotKnow() {
        var before = running("old")
        let backup = before.core.store.all
        before.pass(milliseconds: 60_000)
        before.apply([space("new")])
        let all = before.containers
        var bench = restarted(before, backup)
        #expect(bench.containers == all)
        #expect(bench.core.unknownContainers.map(\.container.ownership.key) == [key("new")])
        #expect(bench.core.recovery.lost != nil)
        #expect(bench.lost == bench.core.recovery.lost, "it is remembered")
        bench.ask(.lifecycle(key("old"), .stop, by: .user("alice")))
        #expect(bench.containers.map(\.ownership.key) == [key("new")], "what it knows is stopped as usual")

        // Also after another start, by what was remembered.
        bench = restarted(bench, bench.core.store.all, Recovery(lost: bench.lost))
        #expect(bench.containers.map(\.ownership.key) == [key("new")])
        bench.feed(.databaseAccepted)
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.isEmpty)
    }

    @Test func anOlderDatabaseDoesNotReplaceAnotherObjectOfTheName() {
        var before = running("web")
        let backup = before.core.store.all
        before.ask(.delete([key("web")], DeleteOptions(owner: .user("alice"), keepVolumes: true)))
        before.pass(milliseconds: 60_000)
        before.apply([space("web")])
        let newer = before.containers
        var bench = restarted(before, backup)
        #expect(bench.containers == newer)
        #expect(bench.core.store[key("web")]?.currentStatus?.lastError?.code == .databaseOlder)
        bench.apply([space("web", ["description": "x"])])
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == newer, "it is still not the object that is known")
    }

    @Test func anOlderDatabaseStopsNothingThatWasStartedSince() {
        var before = running("web")
        before.ask(.lifecycle(key("web"), .stop, by: .user("alice")))
        let backup = before.core.store.all
        before.pass(milliseconds: 60_000)
        before.ask(.lifecycle(key("web"), .start, by: .user("alice")))
        var bench = restarted(before, backup)
        #expect(bench.containers == before.containers)
        bench.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        #expect(bench.containers.count == 1 && bench.containers != before.containers, "its user has spoken since")
    }

    @Test func anOlderDatabaseRemovesNoVolume() {
        var before = running("web", "old")
        let backup = before.core.store.all
        before.pass(milliseconds: 60_000)
        before.apply([space("new")])
        var bench = restarted(before, backup)
        bench.ask(.delete([key("old")], DeleteOptions(owner: .user("alice"))))
        bench.pass(milliseconds: 60_000)
        #expect(bench.volumes == before.volumes)
        #expect(bench.core.store[key("old")]?.isTombstone == false, "its deletion waits")
        bench.feed(.databaseAccepted)
        bench.pass(milliseconds: 60_000)
        #expect(bench.core.store[key("old")]?.isTombstone == true)
        #expect(!bench.volumes.contains { $0.ownership.key == key("old") })
    }

    @Test func aHealthyDatabaseStillRemovesWhatIsLeftOver() {
        let before = running("web")
        var bench = restarted(before, before.core.store.all)
        bench.containers.append(bench.containers[0])
        bench.containers[1].id = "left"
        bench.containers[1].ownership.uid = UID("older")
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.map(\.id) == [before.containers[0].id])
        #expect(bench.core.recovery.lost == nil)
    }

    /// Found by seed 3869 of the simulator: what was written after the start had stamps from before it.
    @Test func aClockThatGoesBackAfterTheStartSetsNoDatabaseBack() {
        let before = running("web")
        var bench = Bench(records: before.core.store.all, engineIsUp: false)
        (bench.engine, bench.now) = (before.engine, before.now)
        bench.now.wall.milliseconds += 3_600_000
        bench.feed(.engineUp(.docker, version: "1"))
        bench.now.wall.milliseconds -= 3_500_000
        bench.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        bench.containers.append(bench.containers[0])
        bench.containers[1].id = "left"
        bench.containers[1].ownership.uid = UID("older")
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.map(\.ownership.uid) == [bench.core.store[key("web")]?.uid])
        #expect(bench.core.recovery.lost == nil)
    }

    @Test func nothingIsRemovedWhileTheDatabaseCannotBeWritten() {
        var bench = running("web")
        let all = bench.containers
        let failure = Failure(.databaseFailed, subject: "knot.db", "knot.db was removed")
        bench.feed(.database(failure))
        bench.ask(.delete([key("web")], DeleteOptions(owner: .user("alice"))))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == all)
        bench.feed(.database(nil))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers.isEmpty && bench.volumes.isEmpty)
    }

    /// Random histories, each set back to a random moment of itself: what was made since runs on, whatever comes next.
    @Test(arguments: 1...60)
    func noHistoryThatIsSetBackRemovesWhatCameLater(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bench = Bench()
        bench.apply([template])
        var backup = bench.core.store.all
        let cut = Int.random(in: 1..<20, using: &random)
        func act(_ bench: inout Bench) {
            let name = "s\(Int.random(in: 0..<4, using: &random))"
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: bench.apply([space(name)])
            case 2: bench.ask(.delete([key(name)], DeleteOptions(owner: .user("alice"))))
            case 3: bench.ask(.lifecycle(key(name), .stop, by: .user("alice")))
            case 4: bench.ask(.lifecycle(key(name), .restart, by: .user("alice")))
            default: bench.ask(.lifecycle(key(name), .start, by: .user("alice")))
            }
            bench.pass(milliseconds: Int64.random(in: 1...30_000, using: &random))
        }
        for step in 0..<20 {
            act(&bench)
            if step == cut { backup = bench.core.store.all }
        }
        let latest = Store(backup).latest?.ticks ?? 0
        let later = bench.containers.filter { $0.ownership.revision.ticks > latest }
        let volumes = bench.volumes
        bench = restarted(bench, backup)
        for container in later { #expect(bench.containers.contains { $0.id == container.id }, "seed \(seed)") }
        if !later.isEmpty {
            #expect(bench.core.recovery.lost != nil)
            // A space that was deleted since runs again, and may have its volume made again.
            for volume in volumes { #expect(bench.volumes.contains(volume), "seed \(seed): \(volume.name)") }
            bench = restarted(bench, bench.core.store.all, Recovery(lost: bench.core.recovery.lost))
            for container in later { #expect(bench.containers.contains { $0.id == container.id }, "seed \(seed)") }
        }
    }

    // MARK: Taking over

    private func takeover(_ container: ObservedContainer, cluster: String = "c") -> Takeover {
        Takeover(
            key: container.ownership.key, uid: container.ownership.uid, epoch: container.ownership.epoch,
            revision: container.ownership.revision, restart: container.ownership.restart, cluster: cluster,
            engine: .docker, isRunning: container.state == .running)
    }

    @Test func aSpaceGoesOnWithTheContainerOfALostDatabase() throws {
        let before = running("web")
        var bench = Bench(engineIsUp: true)
        bench.now.wall.milliseconds += 600_000
        bench.apply([template, space("web", ["running": false])])
        bench.ask(.lifecycle(key("web"), .start, by: .user("alice")))
        // The labels of another cluster, that the engine shows once the space has been taken over.
        bench.containers = []
        bench.loseVolumes()
        let own = try #require(before.containers.first)
        guard case .changes? = bench.ask(.adopt([takeover(own, cluster: "earlier")])) else {
            Issue.record("refused")
            return
        }
        #expect(bench.core.recovery.adopted == [Adoption(key: key("web"), cluster: "earlier")])
        #expect(bench.core.store[key("web")]?.uid == own.ownership.uid)
    }

    @Test func anUnknownContainerIsTakenOverWithoutARestart() throws {
        var before = running("web")
        let backup = before.core.store.all.filter { $0.key != key("web") }
        before.pass(milliseconds: 60_000)
        before.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        let container = try #require(before.containers.first)
        var bench = restarted(before, backup)
        #expect(message(bench.ask(.adopt([takeover(container)])))?.contains("apply its manifest") == true)
        bench.apply([space("web")])
        bench.pass(milliseconds: 10_000)
        #expect(bench.containers == before.containers)
        bench.ask(.adopt([takeover(container)]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers, "it runs on")
        let status = try #require(bench.core.store[key("web")]?.currentStatus)
        #expect(status.phase == .running && status.pending.isEmpty && status.lastError == nil)
        #expect(bench.core.unknownContainers.isEmpty)
        bench.ask(.lifecycle(key("web"), .restart, by: .user("alice")))
        #expect(bench.containers.count == 1 && bench.containers != before.containers)
    }

    @Test func aDiscardedRecordsContainerIsTakenOver() throws {
        let before = running("web")
        let recovery = Recovery(quarantine: Quarantine(keys: [key("web"): damage]))
        var bench = restarted(before, before.core.store.all.filter { $0.key != key("web") }, recovery)
        bench.feed(.discarded([key("web").description]))
        bench.apply([space("web")])
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers)
        bench = restarted(bench, bench.core.store.all, Recovery(discarded: [key("web").description]))
        #expect(bench.containers == before.containers, "also after another start")
        bench.ask(.adopt([takeover(try #require(before.containers.first))]))
        bench.pass(milliseconds: 60_000)
        #expect(bench.containers == before.containers)
        #expect(bench.core.store[key("web")]?.currentStatus?.phase == .running)
    }

    @Test func nothingIsTakenOverBesideAContainerThatIsKnown() throws {
        var bench = running("web")
        var other = try #require(bench.containers.first)
        other.ownership.uid = UID("0123456789abcdef0123456789abcdef")
        #expect(message(bench.ask(.adopt([takeover(other, cluster: "x")])))?.contains("has container") == true)
    }
}
