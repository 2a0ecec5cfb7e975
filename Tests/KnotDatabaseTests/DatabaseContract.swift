import Foundation
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// What every kind of database promises.
@Suite struct DatabaseContract {
    /// The kinds there are.
    enum Make: CaseIterable, CustomTestStringConvertible {
        case sqlite

        var testDescription: String { "\(self)" }

        func place() throws -> any DatabasePlace {
            switch self {
            case .sqlite: try Scratch()
            }
        }
    }

    @Test(arguments: Make.allCases)
    func everyFieldOfEveryLaneComesBack(make: Make) async throws {
        let place = try make.place()
        let records = [template("a"), template("b"), fullSpace()]
        let first = try place.openDatabase()
        try await first.commit(Batch(records: records.reversed(), events: [event("B"), event("A", count: 3)]))
        let before = try await first.load()
        await first.close()
        let second = try place.openDatabase()
        let state = try await second.load()
        #expect(state == before)
        #expect(state.records == records)
        #expect(state.events == [event("A", count: 3), event("B")])
        #expect(state.quarantined.isEmpty)
        #expect(state.node == home)
        #expect(state.cluster.count == 32)
        await second.close()
    }

    @Test(arguments: Make.allCases)
    func laterCommitsReplaceAndRemove(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        try await database.commit(Batch(records: [template("a"), template("b")], events: [event("A"), event("B")]))
        try await database.commit(Batch(records: [template("b", 5)], events: [event("A", count: 2)]))
        #expect(try await database.load().events == [event("A", count: 2), event("B")])
        try await database.commit(Batch(removed: [ResourceKey(.template, name: "a")]))
        let state = try await database.load()
        #expect(state.records == [template("b", 5)])
        #expect(state.events.isEmpty)
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func messagesOfOneReasonAreKeptApart(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        var other = event("A")
        (other.message, other.variant) = ("another", 1)
        try await database.commit(Batch(records: [template("a")], events: [event("A"), other]))
        other.count = 2
        try await database.commit(Batch(events: [other]))
        #expect(try await database.load().events == [event("A"), other])
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func twoDatabasesAreTwoClusters(make: Make) async throws {
        let (one, two) = (try make.place(), try make.place())
        let (first, second) = (try one.openDatabase(), try two.openDatabase())
        #expect(try await first.load().cluster != second.load().cluster)
        await first.close()
        await second.close()
    }

    @Test(arguments: Make.allCases)
    func thousandCommitsSurviveAReopen(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask { try await database.commit(Batch(records: [template("t\(number)")])) }
            }
            try await group.waitForAll()
        }
        await database.close()
        let again = try place.openDatabase()
        #expect(try await again.load().records.count == 1000)
        await again.close()
    }

    /// Another object under a key, and the end of one, leave nothing of the former entries.
    @Test(arguments: Make.allCases)
    func whatAnEntryEndsIsRemoved(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        var space = fullSpace()
        try await database.commit(Batch(records: [space]))
        space.spec.value.uid = UID("ffffffffffffffffffffffffffffffff")
        (space.placement, space.status) = (nil, nil)
        let another = Batch(records: [space])
        try await database.commit(another)
        #expect(try await database.load().entries == another.entries)
        space.status = Register(
            Status(uid: space.uid, node: home, phase: .gone, observedRevision: space.revision), stamp: stamp(20))
        try await database.commit(Batch(records: [space]))
        let state = try await database.load()
        #expect(state.entries.map(\.stage) == [.gone])
        #expect(state.records == [space.stripped])
        await database.close()
    }

    /// Lanes, kinds and stages that nobody knows, and any bytes.
    @Test(arguments: Make.allCases)
    func entriesComeBackByteForByte(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        let foreign = LaneEntry(
            key: EntryKey(kind: "gateway", name: "a/b c"), lane: LaneName(rawValue: "caf\u{E9}"),
            object: ObjectID(created: Stamp(ticks: .max, node: NodeID("caf\u{E9}")), uid: UID("not hex")),
            stage: ObjectStage(rawValue: 200), epoch: .max, stamp: Stamp(ticks: .max - 1, node: NodeID("")),
            base: Stamp(ticks: 0, node: NodeID("b")), origin: Origin(node: NodeID("c"), incarnation: .max),
            sequence: VersionVector.greatest, proof: [0, 255], value: [0, 1, 254, 255])
        var twin = foreign
        twin.lane = LaneName(rawValue: "cafe\u{301}")
        twin.stage = .live
        twin.base = nil
        var covered = VersionVector()
        covered.cover(foreign.origin, to: VersionVector.greatest)
        try await database.commit(Batch(entries: [foreign, twin], covered: covered))
        let state = try await database.load()
        #expect(Set(state.entries) == [foreign, twin])
        #expect(state.covered == covered && state.quarantined.isEmpty && state.records.isEmpty)
        try await database.commit(Batch(records: [template("a")]))
        #expect(try await database.load().covered == covered)
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func closedDatabaseRefuses(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        await database.close()
        await database.close()
        #expect(await failure { try await database.commit(Batch(records: [template("a")])) }?.code == .databaseFailed)
        #expect(await failure { _ = try await database.load() }?.message.contains("closed") == true)
    }

    @Test(arguments: Make.allCases)
    func whatWasTakenOverIsRemembered(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        var batch = Batch(records: [template("a")])
        batch.adopted = [Adoption(key: fullSpace().key, cluster: "other")]
        try await database.commit(batch)
        try await database.commit(batch)
        #expect(try await database.load().adopted == batch.adopted)
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func itMayBecomeAnotherClusters(make: Make) async throws {
        let place = try make.place()
        var database = try place.openDatabase()
        try await database.commit(Batch(records: [template("a")]))
        let before = try await database.load()
        #expect(before.formerClusters.isEmpty)
        for _ in 1...2 { try await database.change(cluster: "next") }
        var state = try await database.load()
        #expect(state.cluster == "next" && state.formerClusters == [before.cluster])
        #expect(state.recovery.formerClusters == [before.cluster])
        #expect((state.node, state.entries, state.origin) == (before.node, before.entries, before.cluster))
        try await database.commit(Batch(records: [template("b")]))
        await database.close()

        database = try place.openDatabase()
        state = try await database.load()
        #expect(state.cluster == "next" && state.formerClusters == [before.cluster])
        #expect(state.notes.isEmpty && state.lost == nil)
        // It comes back to the first one: that is its own again, and no former one.
        try await database.change(cluster: before.cluster)
        state = try await database.load()
        #expect(state.cluster == before.cluster && state.recovery.formerClusters == ["next"])
        #expect(state.origin == before.cluster)
        for name in ["", "two words"] {
            #expect(await failure { try await database.change(cluster: name) }?.code == .invalid)
        }
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func theVectorOnlyGrows(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        let origin = Origin(node: home, incarnation: 3)
        for number in [4, 9, 7] as [UInt64] {
            var batch = Batch(records: [template("a", number)])
            batch.covered.cover(origin, to: number)
            try await database.commit(batch)
        }
        #expect(try await database.load().covered[origin] == 9)
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func whatIsHeldBackIsKeptUntilItIsReleased(make: Make) async throws {
        let place = try make.place()
        var database = try place.openDatabase()
        let held = Batch(records: [template("ahead", 90)]).entries
        var batch = Batch(records: [template("a")])
        batch.heldBack = held
        batch.floor = VersionVector()
        batch.floor?.cover(Origin(node: home, incarnation: 3), to: 7)
        try await database.commit(batch)
        await database.close()
        database = try place.openDatabase()
        var state = try await database.load()
        #expect(state.state.held == held && state.state.isWhole)
        #expect(state.state.floor == batch.floor)
        #expect(state.records == [template("a")])
        var release = Batch(entries: held)
        release.released = held
        try await database.commit(release)
        state = try await database.load()
        #expect(state.state.held.isEmpty)
        #expect(state.records == [template("a"), template("ahead", 90)])
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func whatIsClearedIsGoneBeforeTheRestIsWritten(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        let space = fullSpace()
        try await database.commit(Batch(records: [space, template("a")]))
        let spec = try #require(Batch(records: [space]).entries.first { $0.lane == .spec })
        var batch = Batch(entries: [spec])
        batch.cleared = [spec.key, EntryKey(kind: "template", name: "a")]
        try await database.commit(batch)
        #expect(try await database.load().entries == [spec])
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func theLastTenLostWritesOfAResourceAreKept(make: Make) async throws {
        let place = try make.place()
        var database = try place.openDatabase()
        let winner = Origin(node: NodeID("b"), incarnation: 5)
        let lost = (1...12).flatMap { number in
            Batch(records: [template("a", number), template("b", number)]).entries
                .map { LostWrite($0, winner: winner, at: stamp(100 + number)) }
        }
        for write in lost {
            var batch = Batch()
            batch.overwritten = [write]
            try await database.commit(batch)
        }
        await database.close()
        database = try place.openDatabase()
        let key = ResourceKey(.template, name: "a")
        let kept = try await database.overwritten(of: key)
        #expect(kept == lost.filter { $0.entry.key == EntryKey(key) }.suffix(10).reversed())
        #expect(try await database.overwritten(of: ResourceKey(.template, name: "c")).isEmpty)
        await database.close()
    }

    @Test(arguments: Make.allCases)
    func closingWaitsForWhatWasAccepted(make: Make) async throws {
        let place = try make.place()
        let database = try place.openDatabase()
        let written = await withTaskGroup(of: String?.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let name = "t\(number)"
                    return await failure { try await database.commit(Batch(records: [template(name)])) } == nil
                        ? name : nil
                }
            }
            group.addTask {
                await database.close()
                return nil
            }
            return await group.reduce(into: Set()) { names, name in if let name { names.insert(name) } }
        }
        let again = try place.openDatabase()
        #expect(Set(try await again.load().records.map(\.key.name)) == written)
        await again.close()
    }

    /// Two programs have it open, though a lock should have kept them apart.
    @Test(arguments: Make.allCases)
    func whoClaimsItFencesTheOther(make: Make) async throws {
        let place = try make.place()
        let first = try place.openDatabase()
        try await first.claim()
        try await first.commit(Batch(records: [template("a")]))
        let second = try place.openBeside()
        #expect(try await second.load().records == [template("a")])
        try await second.claim()
        for _ in 1...2 {
            let found = await failure { try await first.commit(Batch(records: [template("lost")])) }
            #expect(found?.code == .databaseFailed)
        }
        #expect(await first.check() != nil)
        #expect(await failure { try await first.accept() } != nil)
        #expect(await failure { try await first.checkWrite() } != nil)
        try await second.commit(Batch(records: [template("b")]))
        #expect(try await second.load().records == [template("a"), template("b")])
        await second.close()
        await first.close()
    }
}

/// A place where one database is, for as long as a test lasts.
protocol DatabasePlace {
    func openDatabase() throws -> any Database
    /// Opens it a second time, as a program does that does not see the first one's lock.
    func openBeside() throws -> any Database
}

extension Scratch: DatabasePlace {
    func openDatabase() throws -> any Database { try open(home) }

    func openBeside() throws -> any Database {
        try FileManager.default.removeItem(atPath: path + ".lock")
        return try open(home)
    }
}
